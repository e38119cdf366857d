#include "lib/plan/changelog.hpp"

#include "lib/report/utf8.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <ctime>

namespace calpkg::plan {

namespace {

constexpr std::size_t kLongest = 200; ///< characters of author or subject that are kept

/// `text` as one line that means nothing to rpm: `%` (macros) and `\` (continued lines) become "_", control
/// characters spaces, bytes that are not UTF-8 U+FFFD, which rpm would refuse.
std::string harmless(const std::string& text) {
    std::string out;
    for (std::size_t i = 0; i < text.size() && out.size() < kLongest;) {
        const std::size_t length = report::utf8_sequence_length(text, i);
        const auto byte = static_cast<unsigned char>(text[i]);
        if (length == 0)
            out += "\uFFFD";
        else if (byte < 0x20 || byte == 0x7f)
            out += ' ';
        else if (byte == '%' || byte == '\\')
            out += '_';
        else
            out.append(text, i, length);
        i += std::max<std::size_t>(length, 1);
    }
    const std::size_t begin = out.find_first_not_of(' ');
    if (begin == std::string::npos) return {};
    return out.substr(begin, out.find_last_not_of(' ') + 1 - begin);
}

/// rpm wants English names whatever the locale; strftime would ask it.
std::string english_date(std::int64_t epoch) {
    constexpr std::array days{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    constexpr std::array months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const auto seconds = static_cast<std::time_t>(epoch);
    std::tm parts{};
    gmtime_r(&seconds, &parts);
    return fmt::format("{} {} {} {}", days[static_cast<std::size_t>(parts.tm_wday)],
                       months[static_cast<std::size_t>(parts.tm_mon)], parts.tm_mday,
                       parts.tm_year + 1900);
}

} // namespace

std::string changelog_entry(const checkout::Commit& commit, std::int64_t epoch,
                            const std::string& version, const std::string& release,
                            const std::string& describe) {
    const std::string author = harmless(commit.author);
    const std::string subject = harmless(commit.subject);
    std::string text = fmt::format("* {} {} - {}-{}\n- Build of commit {} ({})\n",
                                   english_date(epoch), author.empty() ? "unknown" : author,
                                   version, release, commit.hash, harmless(describe));
    if (!subject.empty()) text += "- " + subject + "\n";
    return text;
}

std::string changelog_entry(const std::string& component, const std::string& content,
                            std::int64_t epoch, const std::string& version,
                            const std::string& release) {
    return fmt::format("* {} cal-pkg - {}-{}\n- Build of the layout {} (content {})\n",
                       english_date(epoch), version, release, component, content);
}

} // namespace calpkg::plan
