#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace calpkg::test {

/// Bytes without a pattern, the same everywhere.
inline std::string noise(std::size_t size, std::uint32_t seed = 1) {
    std::string bytes;
    while (bytes.size() < size) {
        seed = seed * 1664525 + 1013904223;
        bytes += static_cast<char>(seed >> 24);
    }
    return bytes;
}

/// Something like source code: words of few kinds, indentation, numbers.
inline std::string prose(std::size_t size, std::uint32_t seed = 1) {
    static constexpr const char* words[] = {"function", "return", "this.", "calamari",
                                            "(",        ");\n",   "    ",  " = ",
                                            "cluster",  "[",      "];\n",  "osd"};
    std::string text;
    while (text.size() < size) {
        seed = seed * 1664525 + 1013904223;
        if (seed >> 28 == 0)
            text += std::to_string(seed >> 8);
        else
            text += words[(seed >> 20) % 12];
    }
    text.resize(size);
    return text;
}

} // namespace calpkg::test
