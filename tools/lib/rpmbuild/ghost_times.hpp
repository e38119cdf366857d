#pragma once

#include "lib/plan/plan.hpp"
#include "lib/rpm/package.hpp"

#include <filesystem>

namespace calpkg::rpmbuild {

/// Whether a ghost of `package` is older than `plan` says. No file of a ghost is staged, and rpm
/// takes the clock's time for what is not there, at most SOURCE_DATE_EPOCH (fakeStat() and
/// addFile() in rpm's build/files.c): when the commit lies in the clock's future that is the time
/// of the build.
bool has_early_ghosts(const rpm::Package& package, const plan::Plan& plan);

/// Gives the ghosts in the package at `file` the plan's time, as rpm does where the clock is ahead
/// of the commit: the same bytes then, whatever the clock. Throws report::Error.
void set_ghost_times(const std::filesystem::path& file, const plan::Plan& plan);

} // namespace calpkg::rpmbuild
