#pragma once

#include "lib/compare/header.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace calpkg::compare {

/// "name >= 1.0 (post)": a dependency as rpm -qp --requires -v words it, `flags` being RPMSENSE_*.
std::string dependency_text(const std::string& name, const std::string& version,
                            std::uint64_t flags);

/// The dependencies in which two headers differ, of every kind. A version that is the package's own, such as that of
/// the Provides that rpm adds itself, follows the version row and has none of its own.
void compare_dependencies(Headers& headers, Rows& rows);

} // namespace calpkg::compare
