#include "lib/report/utf8.hpp"

#include <cstdint>

namespace calpkg::report {

std::size_t utf8_sequence_length(std::string_view text, std::size_t offset) {
    if (offset >= text.size()) return 0;
    const auto byte_at = [&](std::size_t i) {
        return static_cast<std::uint32_t>(static_cast<unsigned char>(text[i]));
    };
    const std::uint32_t first = byte_at(offset);
    if (first < 0x80) return 1;

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
        return 0;
    }
    if (offset + length > text.size()) return 0;
    for (std::size_t i = offset + 1; i < offset + length; ++i) {
        if ((byte_at(i) & 0xc0) != 0x80) return 0;
        code = (code << 6) | (byte_at(i) & 0x3f);
    }
    const bool surrogate = code >= 0xd800 && code <= 0xdfff;
    return (code < smallest || code > 0x10ffff || surrogate) ? 0 : length;
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
