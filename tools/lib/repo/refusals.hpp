#pragma once

#include "lib/plan/plan.hpp"
#include "lib/repo/manifest.hpp"

#include <filesystem>
#include <set>
#include <string>
#include <vector>

namespace calpkg::repo {

// What may not become of the published `directory`, whose manifest is `manifest`. All throw report::Error.

/// The directories, below the published one, where files of cal-pkg's lie.
std::set<std::filesystem::path> our_directories(const Manifest& manifest);

/// A symbolic link in the place of one of the directories `names` (below `directory`), which the new tree has
/// itself: the link would be lost, or what it leads to would be changed.
void refuse_links(const std::filesystem::path& directory,
                  const std::set<std::filesystem::path>& names);

/// A package that is older than the newest one of its name that cal-pkg has published.
void refuse_older_than_ours(const std::filesystem::path& directory, const Manifest& manifest,
                            const std::string& name, const std::string& version_release);

/// A package that is older than one of its name that somebody else has put there and that is listed, see
/// newest_other(): that one cannot be withdrawn, and yum takes the newest.
void refuse_older_than_others(const std::filesystem::path& directory, const Manifest& manifest,
                              const std::vector<std::filesystem::path>& unknown,
                              const std::string& name, const std::string& version_release);

/// A published package of the plan's name, version and architecture that was built from another commit: the commit
/// is in the changelog, so the new one is another package for certain.
void refuse_other_commit(const std::filesystem::path& directory, const Manifest& manifest,
                         const plan::Plan& plan);

/// What is at `directory`, where nothing or (`was_empty`) an empty directory was when this build began.
void refuse_made_meanwhile(const std::filesystem::path& directory, bool was_empty);

/// Two listed packages of one name in two places: nobody knew which one yum takes.
void refuse_doubles(const std::filesystem::path& directory, const Manifest& manifest);

} // namespace calpkg::repo
