#pragma once

#include "cal-pkg/cli/inputs.hpp"
#include "lib/plan/plan.hpp"

#include <iosfwd>
#include <string>
#include <vector>

namespace calpkg::cli {

/// The checked plans of `components`, in that order. Throws a component's Error; when several cannot be
/// planned the others' are printed to `err`.
std::vector<plan::Plan> make_plans(std::ostream& err, Inputs& inputs,
                                   const std::vector<std::string>& components, Inputs::Venv venv);

/// The findings of all `plans`, in their order.
report::Findings findings_of(const std::vector<plan::Plan>& plans);

} // namespace calpkg::cli
