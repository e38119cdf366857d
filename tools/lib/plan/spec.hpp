#pragma once

#include "lib/layout/catalog.hpp"
#include "lib/plan/plan.hpp"

#include <string>

namespace calpkg::plan {

/// The text of the spec `file_name` with the parts that several specs have in common in the place of its lines
/// "%include NAME.inc", as rpm would put them there: a source package holds one spec, and nothing beside it. Parts
/// have no parts. Throws report::Error for one that has, and for one that is missing, at the line that names it.
std::string spec_template(const layout::Catalog& catalog, const std::string& file_name);

/// The text of the spec that rpmbuild gets: globals, template, changelog.
std::string spec_text(const Plan& plan);

/// The text of the `%files -f` list. Paths are escaped as rpm reads them; make() has refused the names
/// that rpm cannot carry.
std::string file_list(const Plan& plan);

} // namespace calpkg::plan
