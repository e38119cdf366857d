#pragma once

#include "lib/compare/contents/row.hpp"
#include "support/altered_package.hpp"

#include <string>
#include <vector>

namespace calpkg::test {

/// Two packages that are the same but for one thing, and the one row that tells of it.
struct Change {
    std::string row; ///< "files changed /etc/sample.conf mode", as row_key() words it
    Alter after;
    Alter before{}; ///< none: the package as it is
};

/// One thing at a time.
std::vector<Change> single_changes();

/// Section, kind, object and attribute of a row.
std::string row_key(const compare::Row& row);

} // namespace calpkg::test
