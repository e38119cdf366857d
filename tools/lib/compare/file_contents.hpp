#pragma once

#include "lib/compare/file_list.hpp"
#include "lib/rpm/format/package_parts.hpp"

#include <vector>

namespace calpkg::compare {

/// Compares the contents of `pairs`, files of two verified packages: a row a file or, of archives, a member. Both
/// payloads are read at the same time, once, and no further than needed. Throws report::Error.
void compare_file_contents(const rpm::OpenPackage& before, const rpm::OpenPackage& after,
                           const std::vector<ContentPair>& pairs, Rows& rows);

} // namespace calpkg::compare
