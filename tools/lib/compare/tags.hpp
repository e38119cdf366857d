#pragma once

#include "lib/compare/header.hpp"
#include "lib/rpm/format/package_parts.hpp"

namespace calpkg::compare {

/// Name, epoch, version, release and architecture.
void compare_versions(Headers& headers, Rows& rows);

/// Every tag that nobody has seen before, the signature header and the lead; noise at the end. To be called last: sizes
/// and digests of the payload have rows only where nothing else explains them.
void compare_tags(Headers& headers, const rpm::OpenPackage& before, const rpm::OpenPackage& after,
                  Rows& rows);

} // namespace calpkg::compare
