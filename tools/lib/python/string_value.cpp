#include "lib/python/string_value.hpp"

#include <algorithm>
#include <cctype>

namespace calpkg::python {

namespace {

/// UTF-8 of a code point; what is not a code point becomes U+FFFD.
std::string utf8(unsigned long code) {
    if (code > 0x10FFFF || (code >= 0xD800 && code < 0xE000)) code = 0xFFFD;
    std::string out;
    if (code < 0x80) return {static_cast<char>(code)};
    if (code < 0x800) {
        out += static_cast<char>(0xC0 | (code >> 6));
    } else {
        if (code < 0x10000) {
            out += static_cast<char>(0xE0 | (code >> 12));
        } else {
            out += static_cast<char>(0xF0 | (code >> 18));
            out += static_cast<char>(0x80 | ((code >> 12) & 0x3F));
        }
        out += static_cast<char>(0x80 | ((code >> 6) & 0x3F));
    }
    return out + static_cast<char>(0x80 | (code & 0x3F));
}

/// Takes up to `most` digits from the front of `text`.
unsigned long take_digits(std::string_view& text, unsigned base, std::size_t most) {
    unsigned long code = 0;
    for (; most > 0 && !text.empty(); --most) {
        const char c = static_cast<char>(std::tolower(static_cast<unsigned char>(text.front())));
        const std::size_t digit = std::string_view("0123456789abcdef").find(c);
        if (digit >= base) break;
        code = code * base + digit;
        text.remove_prefix(1);
    }
    return code;
}

/// Takes an escape, whose backslash is gone already, from the front of `text` (Python reference,
/// "String and Bytes literals").
std::string take_escape(std::string_view& text) {
    constexpr std::string_view letters = "abfnrtv\\'\"";
    constexpr std::string_view meant = "\a\b\f\n\r\t\v\\'\"";
    const char c = text.front();
    if (c >= '0' && c <= '7') return utf8(take_digits(text, 8, 3));
    text.remove_prefix(1);
    if (c == '\n') return {};
    if (c == 'x') return utf8(take_digits(text, 16, 2));
    if (c == 'u') return utf8(take_digits(text, 16, 4));
    if (c == 'U') return utf8(take_digits(text, 16, 8));
    const std::size_t letter = letters.find(c);
    return letter == letters.npos ? std::string("\\") + c : std::string(1, meant[letter]);
}

/// With the line ends that Python reads in place of "\r\n" and "\r".
std::string with_line_feeds(std::string_view text) {
    std::string plain;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '\r' && i + 1 < text.size() && text[i + 1] == '\n') continue;
        plain += text[i] == '\r' ? '\n' : text[i];
    }
    return plain;
}

} // namespace

std::string string_value(const Token& token) {
    const std::string plain = with_line_feeds(token.content);
    if (token.prefix.find_first_of("rR") != token.prefix.npos) return plain;
    std::string value;
    for (std::string_view rest = plain; !rest.empty();) {
        const std::size_t escape = std::min(rest.find('\\'), rest.size());
        value += rest.substr(0, escape);
        rest.remove_prefix(escape);
        if (rest.empty()) break;
        rest.remove_prefix(1);
        if (!rest.empty()) value += take_escape(rest);
    }
    return value;
}

} // namespace calpkg::python
