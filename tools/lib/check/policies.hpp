#pragma once

#include "lib/plan/plan.hpp"
#include "lib/report/finding.hpp"

namespace calpkg::check {

/// Whether what compiles the SELinux modules of `plan` is on PATH; a warning (`missing-program`) for what is
/// not: a plan needs neither, and staging refuses to go on without.
report::Findings policies(const plan::Plan& plan);

} // namespace calpkg::check
