#pragma once

#include "lib/plan/plan.hpp"
#include "lib/report/finding.hpp"

namespace calpkg::check {

/// Names, as an error each (`too-large-file`), the files of `plan` that its target's rpm cannot unpack. rpm before
/// 4.12 (rpmlib(LargeFiles)) takes 4 GiB less one byte: payloads in cpio's "newc" form have sizes of 32 bits. A
/// warning says so of the source package, where the staged tree is such a file.
report::Findings file_sizes(const plan::Plan& plan);

} // namespace calpkg::check
