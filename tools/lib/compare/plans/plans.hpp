#pragma once

#include "lib/compare/packages.hpp"
#include "lib/plan/plan.hpp"

namespace calpkg::compare {

/// Compares two plans: the versions that the packages would get, the texts of their specs, and the files with what is
/// planned of them and their contents. What planned files come from has to be there still. Throws report::Error.
PackageComparison compare_plans(const plan::Plan& before, const plan::Plan& after);

} // namespace calpkg::compare
