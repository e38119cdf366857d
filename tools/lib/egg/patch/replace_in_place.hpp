#pragma once

#include "lib/egg/patch/changes.hpp"
#include "lib/egg/patch/egg_lock.hpp"

#include <filesystem>
#include <string>

namespace calpkg::egg {

/// What becomes of the egg that was there.
enum class Backup {
    keep, ///< as backup_path() beside it, unless the backup of an earlier change is there
    none,
};

/// "X.egg.orig": beside the egg, under a name that neither site nor pkg_resources takes for an egg.
std::filesystem::path backup_path(const std::filesystem::path& egg);

/// What replacing did about the backup.
enum class BackupResult {
    made,
    kept_first, ///< the one of an earlier change stays: it is the original
    none,
};

/// Puts `bytes` in the place of a locked zip egg, in one step (rename): a process that opens it sees the
/// old egg or the new one, whenever this process is killed. Owner, mode and extended attributes
/// stay. A backup is another name of the old file, or a copy where there are no hard links. Throws
/// report::Error; the egg is then as it was. A backup of another build of the egg (see
/// is_same_build) is an error.
BackupResult replace_zip(const EggLock& egg, const std::string& bytes, Backup backup);

/// Puts the backup back, in one step, with everything that it has; the backup is then gone. The egg
/// may be missing. Throws report::Error, and nothing is changed, when there is no backup, or when
/// it is of another build than the egg and `force` is not set.
void restore(const std::filesystem::path& egg, bool force);

/// Whether the egg's backup is there and restore() would put it back without `force`.
bool has_own_backup(const std::filesystem::path& egg);

/// Throws report::Error when there is a backup that is of another build than the egg.
void check_backup(const std::filesystem::path& egg);

} // namespace calpkg::egg
