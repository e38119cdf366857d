#pragma once

#include "lib/checkout/git.hpp"
#include "lib/checkout/run_git.hpp"

#include <filesystem>
#include <vector>

namespace calpkg::checkout {

/// `git status` of the tracked files of the checkout `top`: records "XY path", each with NUL behind it.
///
/// git reads a file at every look when its time is not before the index's, for its size and times then do not tell
/// whether it has changed since (racy git, Documentation/technical/racy-git.txt). In a fresh clone these are most of
/// them, as long as nobody writes the index again, which cal-pkg does not. So these are compared here, with every
/// processor, and git gets a copy of the index that is younger than they are.
///
/// `index` is git's own; `files` are those in it, or none when it cannot be read.
process::Result run_status(const std::filesystem::path& top, const std::filesystem::path& index,
                           const std::vector<TrackedFile>& files, const Settings& settings);

} // namespace calpkg::checkout
