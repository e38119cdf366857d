#pragma once

#include "lib/plan/plan.hpp"
#include "lib/report/finding.hpp"

#include <filesystem>

namespace calpkg::check {

/// Names, as an error each, what rpmbuild's `root` holds and `plan` does not: scripts of the spec have made
/// it, and no package has it. Directories may be more, as rpm's own check (check-files) allows. Throws
/// report::Error when `root` cannot be read.
report::Findings build_root(const std::filesystem::path& root, const plan::Plan& plan);

} // namespace calpkg::check
