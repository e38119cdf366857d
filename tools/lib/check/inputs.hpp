#pragma once

#include "lib/hash/known_good.hpp"
#include "lib/plan/plan.hpp"
#include "lib/report/finding.hpp"

namespace calpkg::check {

/// What can be known to be wrong with the sources of `plan` before anything is built: its web apps
/// (see web/web_apps.hpp), the ELF files of its virtualenv (see elf_check.hpp), Python code and
/// interpreters (see target_python.hpp), sizes (see file_sizes.hpp), SELinux modules (see policies.hpp). Errors that
/// `plan` accepts come as warnings. `known` spares what was judged before. Whoever builds stops when one of the findings is an error.
report::Findings inputs(const plan::Plan& plan, hash::KnownGood& known);

} // namespace calpkg::check
