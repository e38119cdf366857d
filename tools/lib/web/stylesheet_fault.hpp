#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace calpkg::web {

/// Why something that is not empty is no stylesheet: it holds the message of the compiler that failed (Sass, Compass,
/// Less), no rule at all, is a stand-in (file_fault.hpp), or a block, comment or text has no end. Nothing when
/// it is one.
std::optional<std::string> stylesheet_fault(std::string_view css);

} // namespace calpkg::web
