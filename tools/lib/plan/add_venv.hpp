#pragma once

#include "lib/plan/make.hpp"
#include "lib/plan/resolve.hpp"

namespace calpkg::plan {

/// Adds the prebuilt virtualenv that `request` names at the place that `layout` has for one, and notes
/// in `plan` what became of it. Those of the layout's eggs that it holds are replaced by the checkout's
/// (see take_over), unless the request keeps them. One that is yet to be made adds
/// nothing. Without a virtualenv the plan notes what that means. Throws report::Error as read_venv() and take_over() do.
void add_venvs(const layout::Layout& layout, const Request& request, Resolver& resolver,
               Plan& plan);

} // namespace calpkg::plan
