#pragma once

#include <cstdint>
#include <string>

namespace calpkg::zip {

/// A member's content as a zip file carries it.
struct Packed {
    std::uint16_t method = 0; ///< 0 stored, 8 deflated (APPNOTE 4.4.5)
    std::uint32_t crc = 0;
    std::uint32_t size = 0; ///< before compression
    std::string data;
};

/// Packs `content`, deflated where `deflate` is set and it gets smaller by it. The same content
/// gives the same bytes everywhere. Throws report::Error.
Packed pack(const std::string& content, bool deflate);

} // namespace calpkg::zip
