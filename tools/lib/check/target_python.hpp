#pragma once

#include "lib/hash/known_good.hpp"
#include "lib/plan/plan.hpp"
#include "lib/report/finding.hpp"

namespace calpkg::check {

/// Holds all code and programs of `plan` against the target: python_code.hpp, interpreters.hpp, venv_paths.hpp. Every
/// file is read once; `known` spares what was judged before. Throws report::Error when one cannot be read.
report::Findings target_python(const plan::Plan& plan, hash::KnownGood& known);

} // namespace calpkg::check
