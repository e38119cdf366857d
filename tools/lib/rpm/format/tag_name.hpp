#pragma once

#include <cstdint>
#include <string>

namespace calpkg::rpm {

/// "tag 1142 (Classdict)", by the installed librpm's names.
std::string tag_name(std::uint32_t tag);

} // namespace calpkg::rpm
