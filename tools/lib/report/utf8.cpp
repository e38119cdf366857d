#include "lib/report/utf8.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

namespace calpkg::report {

namespace {

/// A character, and the bytes that it takes; none when they are not valid UTF-8.
struct Decoded {
    std::uint32_t code = 0;
    std::size_t length = 0;
};

Decoded decoded(std::string_view text, std::size_t offset) {
    if (offset >= text.size()) return {};
    const auto byte_at = [&](std::size_t i) {
        return static_cast<std::uint32_t>(static_cast<unsigned char>(text[i]));
    };
    const std::uint32_t first = byte_at(offset);
    if (first < 0x80) return {first, 1};

    std::size_t length = 0;
    std::uint32_t code = 0;
    std::uint32_t smallest = 0;
    if ((first & 0xe0) == 0xc0) {
        length = 2, code = first & 0x1f, smallest = 0x80;
    } else if ((first & 0xf0) == 0xe0) {
        length = 3, code = first & 0x0f, smallest = 0x800;
    } else if ((first & 0xf8) == 0xf0) {
        length = 4, code = first & 0x07, smallest = 0x10000;
    } else {
        return {};
    }
    if (offset + length > text.size()) return {};
    for (std::size_t i = offset + 1; i < offset + length; ++i) {
        if ((byte_at(i) & 0xc0) != 0x80) return {};
        code = (code << 6) | (byte_at(i) & 0x3f);
    }
    const bool surrogate = code >= 0xd800 && code <= 0xdfff;
    if (code < smallest || code > 0x10ffff || surrogate) return {};
    return {code, length};
}

struct Range {
    std::uint32_t first, last;
};

/// Controls (Cc), formats (Cf), separators of lines (Zl, Zp), and Default_Ignorable_Code_Point of Unicode's
/// DerivedCoreProperties.txt.
constexpr std::array kHidden{
    Range{0x00, 0x1f},       Range{0x7f, 0x9f},       Range{0xad, 0xad},
    Range{0x34f, 0x34f},     Range{0x600, 0x605},     Range{0x61c, 0x61c},
    Range{0x6dd, 0x6dd},     Range{0x70f, 0x70f},     Range{0x890, 0x891},
    Range{0x8e2, 0x8e2},     Range{0x115f, 0x1160},   Range{0x17b4, 0x17b5},
    Range{0x180b, 0x180f},   Range{0x200b, 0x200f},   Range{0x2028, 0x202e},
    Range{0x2060, 0x206f},   Range{0x3164, 0x3164},   Range{0xfe00, 0xfe0f},
    Range{0xfeff, 0xfeff},   Range{0xffa0, 0xffa0},   Range{0xfff0, 0xfffb},
    Range{0x110bd, 0x110bd}, Range{0x110cd, 0x110cd}, Range{0x13430, 0x1343f},
    Range{0x1bca0, 0x1bca3}, Range{0x1d173, 0x1d17a}, Range{0xe0000, 0xe0fff}};

/// What Unicode promises never to give a meaning; XML 1.0 cannot hold two of these.
bool is_noncharacter(std::uint32_t code) {
    return (code & 0xfffe) == 0xfffe || (code >= 0xfdd0 && code <= 0xfdef);
}

} // namespace

std::size_t utf8_sequence_length(std::string_view text, std::size_t offset) {
    return decoded(text, offset).length;
}

bool is_hidden(std::string_view text, std::size_t offset) {
    const Decoded character = decoded(text, offset);
    if (character.code >= 0x20 && character.code < 0x7f) return false; // nearly all
    if (character.length == 0) return false;
    return is_noncharacter(character.code) || std::ranges::any_of(kHidden, [&](const Range& range) {
               return range.first <= character.code && character.code <= range.last;
           });
}

bool has_hidden(std::string_view text) {
    for (std::size_t i = 0; i < text.size(); ++i)
        if (is_hidden(text, i)) return true;
    return false;
}

bool is_utf8(std::string_view text) {
    for (std::size_t i = 0; i < text.size();) {
        const std::size_t length = utf8_sequence_length(text, i);
        if (length == 0) return false;
        i += length;
    }
    return true;
}

} // namespace calpkg::report
