#pragma once

#include "lib/provenance/statement.hpp"
#include "lib/report/finding.hpp"

#include <string>

namespace calpkg::reproduce {

/// Why what has been `made` need not be the build that `told` is about: another cal-pkg, and each resource that is another one or
/// missing. Warnings; none where everything is the same.
report::Findings differing_inputs(const provenance::Build& told, const provenance::Build& made);

} // namespace calpkg::reproduce
