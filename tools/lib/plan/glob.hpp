#pragma once

#include <string_view>

namespace calpkg::plan {

/// Whether the whole of `path` (relative, `/` between parts) matches `pattern`: `?` is one character
/// and `*` any number of them, neither crosses a `/`; `**` crosses; `**/` also matches no
/// directory at all, so `**/test/**` matches `test/x`. Everything else, dots included, is literal.
bool glob_match(std::string_view pattern, std::string_view path);

} // namespace calpkg::plan
