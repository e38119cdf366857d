#pragma once

// zlib's header, with next_in as a pointer to const.
#define ZLIB_CONST
#include <zlib.h>

#include <cstdint>
#include <string>
#include <string_view>

namespace calpkg::zip {

inline const Bytef* bytes_of(std::string_view data) {
    return reinterpret_cast<const Bytef*>(data.data());
}
inline Bytef* room_in(std::string& data) { return reinterpret_cast<Bytef*>(data.data()); }

/// CRC-32 as zip files have it (APPNOTE 4.4.7).
inline std::uint32_t checksum(std::string_view data) {
    return static_cast<std::uint32_t>(crc32_z(0, bytes_of(data), data.size()));
}

} // namespace calpkg::zip
