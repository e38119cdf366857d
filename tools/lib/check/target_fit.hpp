#pragma once

#include "lib/layout/target.hpp"
#include "lib/report/finding.hpp"
#include "lib/rpm/package.hpp"

#include <string>

namespace calpkg::check {

/// Holds a finished package against what the rpm of `target` reads, whoever made it: how its payload is compressed
/// (`payload-not-accepted`), and the rpmlib() features that it requires (`rpmlib-not-accepted`). Each is an error. `subject`
/// names the package in findings.
report::Findings target_fit(const rpm::Package& package, const layout::Target& target,
                            const std::string& subject);

} // namespace calpkg::check
