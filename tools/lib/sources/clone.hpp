#pragma once

#include "lib/checkout/git.hpp"
#include "lib/layout/line.hpp"
#include "lib/sources/transfer.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace calpkg::sources {

/// A place beside `top` where it is made: hidden, with a name that tells what is made there. Whoever has the
/// directory's lock owns it; a killed run leaves it, and the next one goes on there.
std::filesystem::path unfinished(const std::filesystem::path& top);

enum class Kind { work_tree, bare };

/// Brings the commit and its tags into a repository in the hidden directory `top`: a new one, or what a killed run has
/// left there, of which complete packs stay. Gives the address that they came from. Throws report::Error; an empty
/// repository is gone then.
std::string begin(const std::filesystem::path& top, const layout::LineSource& source,
                  const Way& way, Kind kind);

/// Whether `top` holds the beginning of a clone and nothing else: a git directory without a commit, as 'git clone'
/// leaves it when it is killed.
bool is_begun_clone(const std::filesystem::path& top);

/// Makes the checkout `top`, where nothing is or the beginning of a clone: the repository's branch and tags, and the
/// work tree of the line's commit, without a branch of its own. It is made in unfinished(top) and takes its name when
/// it is complete. Throws report::Error.
void clone(const std::filesystem::path& top, const layout::LineRepository& repository,
           const Way& way);

/// Tracked files that are not there, and whose content is not in the repository either: it came from a mirror that
/// lacks it. Sorted.
std::vector<std::string> lacking_files(const checkout::Git& git);

/// Puts the work tree of `top` on the commit, away from any branch. With `force` whatever its files are, else git
/// refuses when one of them would be lost. Throws report::Error.
void check_out(const std::filesystem::path& top, const std::string& commit, bool force);

/// What git describe says of the commit, with seven digits; empty when it knows no tag.
std::string describe(const std::filesystem::path& top, const std::string& commit);

} // namespace calpkg::sources
