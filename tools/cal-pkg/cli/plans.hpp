#pragma once

#include "cal-pkg/options/inputs.hpp"
#include "lib/check/checked_plans.hpp"
#include "lib/plan/plan.hpp"

#include <iosfwd>
#include <string>
#include <utility>
#include <vector>

namespace calpkg::cli {

/// The checked plans of `components` for each of `targets`, in that order. `timings` may be null.
std::vector<check::CheckedPlans> plan_targets(Inputs& inputs,
                                              const std::vector<layout::Target>& targets,
                                              const std::vector<std::string>& components,
                                              Inputs::Venv venv, report::Timings* timings);

/// Prints the findings of `planned`, one of `targets` each, and throws the last error; the others are printed.
[[noreturn]] void refuse_plans(std::ostream& err, const std::vector<layout::Target>& targets,
                               const std::vector<check::CheckedPlans>& planned);

/// The checked plans of `components`, in that order, for one target after the other. Throws a component's Error; when
/// several cannot be planned the others' are printed to `err`. `timings` may be null.
std::vector<plan::Plan> make_plans(std::ostream& err, Inputs& inputs,
                                   const std::vector<std::string>& components, Inputs::Venv venv,
                                   report::Timings* timings = nullptr);

/// The findings of all `plans`, in their order.
report::Findings findings_of(const std::vector<plan::Plan>& plans);

/// Findings by the name of the target that they are about.
using TargetFindings = std::vector<std::pair<std::string, report::Findings>>;

/// The findings of `plans`, in their order.
TargetFindings findings_by_target(const std::vector<plan::Plan>& plans);

/// Those of all targets, what is the same for each of them once; before the subject of any other stands its target's name.
report::Findings merged_findings(const TargetFindings& targets);

} // namespace calpkg::cli
