#pragma once

#include <algorithm>
#include <cstddef>
#include <string_view>

namespace calpkg::web {

// What the readers of stylesheets have to agree on (CSS Syntax Level 3, section 4.3).

inline constexpr std::string_view kCssSpace = " \t\n\f\r";

inline bool is_css_name(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_' || static_cast<unsigned char>(c) >= 0x80;
}

/// Where the escape ends that begins with the backslash at `at`: behind any one character, or behind up to six hexadecimal
/// digits and a white space.
inline std::size_t css_escape_end(std::string_view css, std::size_t at) {
    const std::size_t digits = std::min(at + 1, css.size());
    const std::size_t end =
        std::min({css.find_first_not_of("0123456789abcdefABCDEF", digits), css.size(), digits + 6});
    if (end == digits) return std::min(digits + 1, css.size());
    if (css.substr(end, 2) == "\r\n") return end + 2;
    return end < css.size() && kCssSpace.find(css[end]) != kCssSpace.npos ? end + 1 : end;
}

/// Where the name ends, escapes included, that begins at `at`.
inline std::size_t css_name_end(std::string_view css, std::size_t at) {
    while (at < css.size() && (is_css_name(css[at]) || css[at] == '\\'))
        at = css[at] == '\\' ? css_escape_end(css, at) : at + 1;
    return at;
}

/// Whether an address in parentheses follows the name, which is read without escapes.
inline bool is_css_url(std::string_view name) {
    constexpr std::string_view url = "url";
    return std::equal(name.begin(), name.end(), url.begin(), url.end(),
                      [](char a, char b) { return (a | 0x20) == b; });
}

/// Where the address without quotes ends that begins at `at`: at its ")", or where the stylesheet does.
inline std::size_t css_address_end(std::string_view css, std::size_t at) {
    while (at < css.size() && css[at] != ')')
        at = css[at] == '\\' ? css_escape_end(css, at) : at + 1;
    return at;
}

} // namespace calpkg::web
