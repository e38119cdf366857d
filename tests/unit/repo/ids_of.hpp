#pragma once

#include "lib/report/finding.hpp"

#include <string>

namespace calpkg::test {

/// The id of each finding, in their order, and a space after each.
inline std::string ids_of(const report::Findings& findings) {
    std::string ids;
    for (const report::Finding& finding : findings) ids += finding.id + " ";
    return ids;
}

} // namespace calpkg::test
