#pragma once

#include "cal-pkg/options/inputs.hpp"
#include "lib/compare/packages.hpp"
#include "lib/compare/plans/commit.hpp"

namespace calpkg::commands {

/// Compares what would be built of two commits, without virtualenvs: the plans of the components that such a checkout is
/// of. Throws report::Error.
compare::Comparison compare_commits(const cli::Inputs& inputs, const compare::CommitName& before,
                                    const compare::CommitName& after);

} // namespace calpkg::commands
