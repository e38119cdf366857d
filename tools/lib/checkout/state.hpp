#pragma once

#include "lib/checkout/run_git.hpp"
#include "lib/checkout/tracked_file.hpp"

#include <ctime>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace calpkg::checkout {

/// All that git's answers about commits, tags and the index depend on, told apart by what the file system says of git's own
/// `directories` (one of them is the repository's, another may be a linked work tree's) and by the configuration `all`:
/// SHA-256. Nothing where that cannot be known, or where one of the files has been written to in the two seconds before
/// `now`: the next time might be the same.
std::optional<std::string> repository_state(const std::vector<std::filesystem::path>& directories,
                                            const std::string& configuration, std::time_t now);

/// The same for what `git status` tells of `files`, all that are tracked below `top`, sorted by path, and the repository does
/// not say.
std::optional<std::string> work_tree_state(const std::filesystem::path& top,
                                           const std::vector<TrackedFile>& files, std::time_t now);

} // namespace calpkg::checkout
