#pragma once

#include "lib/plan/plan.hpp"
#include "lib/report/finding.hpp"
#include "lib/rpm/package.hpp"
#include "lib/stage/write_tar.hpp"

namespace calpkg::check {

/// Holds a finished binary package against its plan and what was staged: NEVRA, every file with
/// mode, owner, size, SHA-256, link, config and ghost flag, none more; and against its target:
/// payload compressor and rpmlib() requirements that the target's rpm knows. Every difference is an
/// error, unless `plan` accepts its id.
report::Findings package(const rpm::Package& package, const plan::Plan& plan,
                         const std::vector<stage::Staged>& staged);

} // namespace calpkg::check
