#pragma once

#include "lib/compare/contents/row.hpp"

namespace calpkg::rpm {
class RawHeader;
}

namespace calpkg::compare {

/// Takes out the dependencies that rpmbuild derives from something that another row tells of: those on the programs of
/// scriptlets, on features of rpm, on a package's own configuration, and Provides with its architecture.
void drop_consequences(const rpm::RawHeader& before, const rpm::RawHeader& after, Rows& rows);

} // namespace calpkg::compare
