#pragma once

#include "lib/compare/packages.hpp"
#include "lib/report/finding.hpp"

#include <string>

namespace calpkg::compare {

/// A comparison for a CI server, as JUnit's XML: a suite a package, a test a difference, all of which fail. With
/// `findings` of a policy, a test a finding in their place, and only errors fail. A suite where nothing fails has one
/// test that passes.
std::string to_junit(const Comparison& comparison, const report::Findings* findings);

} // namespace calpkg::compare
