#pragma once

#include "cal-pkg/cli/inputs.hpp"
#include "lib/plan/plan.hpp"

#include <iosfwd>
#include <string>
#include <vector>

namespace calpkg::cli {

/// The plans of `components` for `target`, in that order, made side by side. Their findings hold what
/// check::inputs says of their sources, too. Throws a component's Error; when several cannot be planned
/// the others' are printed to `err`.
std::vector<plan::Plan> make_plans(std::ostream& err, Inputs& inputs, const layout::Target& target,
                                   const std::vector<std::string>& components);

/// The findings of all `plans`, in their order.
report::Findings findings_of(const std::vector<plan::Plan>& plans);

} // namespace calpkg::cli
