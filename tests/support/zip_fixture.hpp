#pragma once

#include "lib/zip/dos_time.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace calpkg::test {

/// A member of a zip file made by hand, so that anything about it may be wrong.
struct ZipMember {
    std::string name;
    std::string content;
    zip::DosTime time{0x44c1, 0x6000}; ///< 2014-06-01 12:00:00
    std::uint16_t flags = 0;
    std::uint16_t method = 0; ///< whatever it says, the content is stored
    unsigned mode = 0644;
    std::uint32_t crc_error = 0; ///< added to the right CRC
    std::string local_name{};    ///< when the local header shall have another
};

/// A zip file of stored members.
std::string make_zip(const std::vector<ZipMember>& members, const std::string& comment = {});

/// The little-endian bytes of a number.
std::string le(std::uint64_t value, std::size_t bytes);

/// The header of a bytecode file of the Python `version` ("2.7", "3.6"), with a time and a size
/// (3.x).
std::string bytecode_header(const std::string& version, std::uint32_t mtime,
                            std::uint32_t size = 0);

/// PKG-INFO and its companions as setuptools writes them.
std::vector<ZipMember> egg_info(const std::string& name = "calamari-web",
                                const std::string& version = "0.1",
                                const std::string& top_level = "calamari_web");

/// 2014-06-01 12:00:00, ZipMember's time, as if it were UTC.
inline constexpr std::uint32_t kNoon = 1401624000;

} // namespace calpkg::test
