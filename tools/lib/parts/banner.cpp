#include "lib/parts/banner.hpp"

#include "lib/report/text.hpp"

#include <algorithm>
#include <optional>

namespace calpkg::parts {

namespace {

constexpr std::size_t kMostWords = 4, kMostLines = 3, kLongestLine = 200;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

/// "2.3.2" of "v2.3.2,"; empty for other words.
std::string version_in(std::string_view word) {
    if (word.starts_with('v') || word.starts_with('V')) word.remove_prefix(1);
    while (!word.empty() && !is_digit(word.back()) && !is_letter(word.back()))
        word.remove_suffix(1);
    const bool plain = std::ranges::all_of(word, [](char c) {
        return is_digit(c) || is_letter(c) || c == '.' || c == '-' || c == '+';
    });
    const std::size_t dot = word.find('.');
    if (!plain || dot == 0 || dot == std::string_view::npos || dot + 1 == word.size()) return {};
    if (!std::ranges::all_of(word.substr(0, dot), is_digit) || !is_digit(word[dot + 1])) return {};
    return std::string(word);
}

std::vector<std::string> words_of(std::string_view line) {
    std::vector<std::string> words;
    for (const std::string& word : report::split(report::replaced(line, "\t", " "), ' '))
        if (word.find_first_not_of("*!") != std::string::npos && word != "@license" &&
            word != "@preserve")
            words.push_back(word.substr(word.find_first_not_of("*!")));
    return words;
}

std::optional<Banner> banner_in_line(std::string_view line) {
    const std::vector<std::string> words = words_of(line.substr(0, kLongestLine));
    std::string name;
    for (std::size_t i = 0; i < words.size() && i <= kMostWords; ++i) {
        const std::string version = version_in(words[i]);
        if (!version.empty() && i > 0) return Banner{name, version};
        if (i == 0 && !is_letter(words[i].front())) return std::nullopt;
        name += (i == 0 ? "" : " ") + words[i];
    }
    return std::nullopt;
}

std::optional<Banner> banner_in_comment(std::string_view comment) {
    std::size_t lines = 0;
    for (const std::string& line : report::lines_of(comment)) {
        if (words_of(line.substr(0, kLongestLine)).empty()) continue;
        if (const auto banner = banner_in_line(line)) return banner;
        if (++lines == kMostLines) break;
    }
    return std::nullopt;
}

} // namespace

std::vector<Banner> banners_in(std::string_view text) {
    std::vector<Banner> banners;
    std::size_t begin = 0;
    while ((begin = text.find("/*", begin)) != std::string_view::npos) {
        const std::size_t end = text.find("*/", begin + 2);
        if (end == std::string_view::npos) break;
        const std::string_view comment = text.substr(begin + 2, end - begin - 2);
        const bool kept = comment.starts_with('!') ||
                          comment.find("@license") != std::string_view::npos ||
                          comment.find("@preserve") != std::string_view::npos;
        if (kept)
            if (const auto banner = banner_in_comment(comment)) banners.push_back(*banner);
        begin = end + 2;
    }
    return banners;
}

} // namespace calpkg::parts
