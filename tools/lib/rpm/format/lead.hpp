#pragma once

#include "lib/rpm/format/raw_header.hpp"

#include <cstddef>
#include <string>

namespace calpkg::rpm {

/// The 96 bytes that a package begins with (rpm's docs/manual/format.md). Only file(1) still reads more of it than
/// its first bytes.
inline constexpr std::size_t kLeadSize = 96;
/// Where the name is in it.
inline constexpr std::size_t kLeadName = 10, kLeadNameSize = 66;

/// The lead with the package's name in it, as `header` has it.
std::string renamed_lead(std::string lead, const RawHeader& header);

/// The lead with the numbers of architecture and system as rpm 4 writes them for every package (rpm 6 leaves zeros),
/// and with zeros where it says nothing: behind the name, and in the bytes that are reserved.
std::string constant_lead(std::string lead);

} // namespace calpkg::rpm
