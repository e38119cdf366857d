#pragma once

#include "lib/plan/plan.hpp"

#include <set>
#include <string>
#include <vector>

namespace calpkg::plan {

/// Every %global of the generated spec, in order: the contract of specs/ (version, revision, dist, rhel,
/// python, feature_<name>, pkg_<capability>) and what makes the result independent of the build host.
std::vector<Define> globals_for(const Plan& plan, const std::string& revision,
                                const std::set<std::string>& features);

/// Throws report::Error, naming the path, when rpm cannot carry it in a `%files -f` list.
void validate_rpm_path(const std::string& path);

} // namespace calpkg::plan
