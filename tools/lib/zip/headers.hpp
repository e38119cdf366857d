#pragma once

#include "lib/zip/deflate.hpp"
#include "lib/zip/dos_time.hpp"
#include "lib/zip/format.hpp"

#include <cstdint>
#include <string>

namespace calpkg::zip {

/// A member that is written: what its two headers say, and its data.
struct NewMember {
    std::string name;
    Packed packed;
    DosTime time;
    std::uint16_t made_by = kUnix << 8 | 20;
    std::uint16_t needed = 20; ///< version 2.0: deflate
    std::uint16_t flags = 0;
    std::uint16_t internal_attributes = 0;
    std::uint32_t external_attributes = 0; ///< upper half: the mode, as Unix has it
    std::string local_extra{};
    std::string central_extra{};
    std::string comment{};
};

/// The flags for a member's name: that it is UTF-8 when it is not ASCII.
std::uint16_t name_flags(const std::string& name);

/// Appends the local header and the data (APPNOTE 4.3.7, 4.3.8).
void put_local(std::string& out, const NewMember& member);

/// Appends the central header of a member whose local header is at `local_offset` (4.3.12).
void put_central(std::string& out, const NewMember& member, std::size_t local_offset);

/// Appends the end record (4.3.16) for a directory of `count` headers.
void put_end(std::string& out, std::size_t count, std::size_t directory_size,
             std::size_t directory_offset, const std::string& comment = {});

} // namespace calpkg::zip
