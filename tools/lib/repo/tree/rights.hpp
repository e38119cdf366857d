#pragma once

#include <cstdint>
#include <filesystem>
#include <set>

namespace calpkg::repo {

/// Throws report::Error, with a way out, when a directory that is published at `directory` cannot be
/// replaced by another one: something is mounted there or below, its file system or this user may not rename it, or this
/// user may not give another directory its owner, group, mode, ACL and other extended attributes. `work` is a
/// private directory on the same file system for trying that. Nothing there is no obstacle.
void require_replaceable(const std::filesystem::path& directory, const std::filesystem::path& work);

/// Gives `tree` and the directories in it the rights of those that they are to replace below
/// `published`: owner, group, mode and extended attributes. One that is new gets those of the
/// directory that it is in. Files that are not `published`'s get what they would have if they had been made
/// there: the group of a set-group-id directory, its SELinux label, its default ACL; and the mode of the
/// file that they replace, if there is one. Directories in `ours` (relative, "." for `tree` itself) get the time
/// `time`, the others keep that of the replaced one. Call it last: some may not be written to afterwards. Throws
/// report::Error.
void keep_rights(const std::filesystem::path& published, const std::filesystem::path& tree,
                 const std::set<std::filesystem::path>& ours, std::int64_t time);

} // namespace calpkg::repo
