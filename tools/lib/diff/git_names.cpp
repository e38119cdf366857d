#include "lib/diff/git_names.hpp"

#include <cstddef>

namespace calpkg::diff {

namespace {

constexpr std::string_view kGitHeader = "diff --git ";
/// Two names as long as a path can be (PATH_MAX), each byte an escape of four. A longer line costs its square.
constexpr std::size_t kLongest = std::size_t{2} * 4 * 4096;

bool is_octal(char c) { return c >= '0' && c <= '7'; }

/// Takes what follows a backslash from the front of `rest` (git's quote.c, C's escapes).
std::optional<char> take_escape(std::string_view& rest) {
    constexpr std::string_view letters = "abfnrtv\\\"", meant = "\a\b\f\n\r\t\v\\\"";
    if (rest.size() >= 3 && is_octal(rest[0]) && is_octal(rest[1]) && is_octal(rest[2])) {
        const int byte = (rest[0] - '0') * 64 + (rest[1] - '0') * 8 + (rest[2] - '0');
        rest.remove_prefix(3);
        return static_cast<char>(byte);
    }
    const std::size_t letter = rest.empty() ? letters.npos : letters.find(rest.front());
    if (letter == letters.npos) return std::nullopt;
    rest.remove_prefix(1);
    return meant[letter];
}

/// Takes a quoted name from the front of `rest`.
std::optional<std::string> take_quoted(std::string_view& rest) {
    std::string name;
    rest.remove_prefix(1);
    while (!rest.empty() && rest.front() != '"') {
        char c = rest.front();
        rest.remove_prefix(1);
        if (c == '\\') {
            const std::optional<char> escaped = take_escape(rest);
            if (!escaped) return std::nullopt;
            c = *escaped;
        }
        name += c;
    }
    if (rest.empty()) return std::nullopt;
    rest.remove_prefix(1);
    return name;
}

/// Without "a/", "b/" and what else git puts before names: its configuration and options say what.
std::string_view without_prefix(std::string_view name) { return name.substr(name.find('/') + 1); }

/// Whether `prefixed` is `name` with a prefix, or without one.
bool is_name(std::string_view prefixed, std::string_view name) {
    if (!prefixed.ends_with(name)) return false;
    prefixed.remove_suffix(name.size());
    return prefixed.empty() || prefixed.ends_with('/');
}

} // namespace

std::optional<std::string> unquoted(std::string_view name) {
    if (!name.starts_with('"')) return std::string(name);
    std::optional<std::string> plain = take_quoted(name);
    return name.empty() ? plain : std::nullopt;
}

std::optional<std::pair<std::string, std::string>> names_of_git_header(std::string_view line,
                                                                       std::string_view from,
                                                                       std::string_view to) {
    if (!line.starts_with(kGitHeader)) return std::nullopt;
    line.remove_prefix(kGitHeader.size());
    if (line.size() > kLongest) return std::nullopt;
    for (std::size_t blank = line.find(' '); blank != line.npos;
         blank = line.find(' ', blank + 1)) {
        const auto first = unquoted(line.substr(0, blank)),
                   second = unquoted(line.substr(blank + 1));
        if (!first || !second) continue;
        if (from.empty() ? without_prefix(*first) == without_prefix(*second)
                         : is_name(*first, from) && is_name(*second, to))
            return std::pair(*first, *second);
    }
    return std::nullopt;
}

std::optional<std::string> without_directories(const std::string& path, unsigned count) {
    std::string rest = path;
    for (unsigned i = 0; i < count && !path.empty(); ++i) {
        const std::size_t slash = rest.find('/');
        const std::size_t next =
            slash == rest.npos ? rest.npos : rest.find_first_not_of('/', slash);
        if (next == rest.npos) return std::nullopt;
        rest.erase(0, next);
    }
    return rest;
}

} // namespace calpkg::diff
