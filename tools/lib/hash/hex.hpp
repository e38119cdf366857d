#pragma once

#include <string>
#include <string_view>

namespace calpkg::hash {

/// Two lower-case hexadecimal digits for each byte.
std::string hex(std::string_view bytes);

} // namespace calpkg::hash
