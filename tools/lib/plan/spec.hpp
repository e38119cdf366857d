#pragma once

#include "lib/plan/plan.hpp"

#include <string>

namespace calpkg::plan {

/// The text of the spec that rpmbuild gets: globals, template, changelog.
std::string spec_text(const Plan& plan);

/// The text of the `%files -f` list. Paths are escaped as rpm reads them; make() has refused the names
/// that rpm cannot carry.
std::string file_list(const Plan& plan);

} // namespace calpkg::plan
