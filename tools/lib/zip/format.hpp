#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace calpkg::zip {

// What PKWARE's APPNOTE 6.3 says of the records that this room reads and writes.

inline constexpr std::uint32_t kLocalSignature = 0x04034b50;        ///< 4.3.7
inline constexpr std::uint32_t kCentralSignature = 0x02014b50;      ///< 4.3.12
inline constexpr std::uint32_t kEndSignature = 0x06054b50;          ///< 4.3.16
inline constexpr std::uint32_t kZip64LocatorSignature = 0x07064b50; ///< 4.3.15

/// Sizes of the records without names, extra fields, comments.
inline constexpr std::size_t kLocalSize = 30;
inline constexpr std::size_t kCentralSize = 46;
inline constexpr std::size_t kEndSize = 22;
inline constexpr std::size_t kZip64LocatorSize = 20;

inline constexpr std::uint16_t kEncrypted = 1U << 0;  ///< 4.4.4, general purpose bits
inline constexpr std::uint16_t kDescriptor = 1U << 3; ///< sizes and checksum follow the data
inline constexpr std::uint16_t kUtf8Name = 1U << 11;

inline constexpr std::uint16_t kStored = 0, kDeflated = 8; ///< 4.4.5
inline constexpr unsigned kUnix = 3;                       ///< 4.4.2, upper byte of "made by"
inline constexpr std::uint16_t kZip64Field = 1;            ///< 4.5.3

/// Little-endian numbers out of bytes; the caller has checked that they are there.
inline std::uint16_t u16(std::string_view bytes, std::size_t at) {
    return static_cast<std::uint16_t>(static_cast<unsigned char>(bytes[at]) |
                                      static_cast<unsigned char>(bytes[at + 1]) << 8);
}

inline std::uint32_t u32(std::string_view bytes, std::size_t at) {
    return u16(bytes, at) | static_cast<std::uint32_t>(u16(bytes, at + 2)) << 16;
}

/// Appends the lowest 16 or 32 bits of `value`, little-endian.
inline void put16(std::string& out, std::size_t value) {
    out += static_cast<char>(value & 0xff);
    out += static_cast<char>(value >> 8 & 0xff);
}

inline void put32(std::string& out, std::size_t value) {
    put16(out, value);
    put16(out, value >> 16);
}

} // namespace calpkg::zip
