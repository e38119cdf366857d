#include "lib/egg/patch/replace_in_place.hpp"

#include "lib/egg/patch/directory_patch.hpp"
#include "lib/egg/patch/same_build.hpp"
#include "lib/egg/patch/work_directory.hpp"
#include "lib/fs/file.hpp"
#include "lib/fs/metadata.hpp"
#include "lib/fs/status.hpp"
#include "lib/report/error.hpp"

#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <optional>
#include <sys/stat.h>
#include <unistd.h>

namespace calpkg::egg {

namespace {

namespace stdfs = std::filesystem;

void rename_or_throw(const stdfs::path& from, const stdfs::path& to) {
    if (rename(from.c_str(), to.c_str()) != 0)
        throw report::system_error(to.string(), "replace", errno);
}

/// Another name for the old file, or a copy of it that gets its name when it is complete.
void make_file_backup(const stdfs::path& egg, const stdfs::path& work) {
    const stdfs::path backup = backup_path(egg);
    if (link(egg.c_str(), backup.c_str()) == 0) return;
    const stdfs::path copy = work / "backup";
    fs::duplicate_file(egg, copy);
    rename_or_throw(copy, backup);
}

/// The egg at `path`, whatever its name ends in; nothing when it cannot be read as one. Links are
/// none: what they lead to is not the backup's own.
std::unique_ptr<Egg> open_if_sound(const stdfs::path& path) {
    if (stdfs::is_symlink(path)) return nullptr;
    if (fs::is_real_directory(path)) return Egg::open(path);
    std::string bytes = fs::read_file(path, 256U << 20);
    try {
        return Egg::open_bytes(std::move(bytes), path.filename().string());
    } catch (const report::Error&) {
        return nullptr;
    }
}

/// Throws when `backup` is not an egg that could take the place of the one at `egg`.
void check_is_egg(const stdfs::path& egg, const stdfs::path& backup, const std::string& remedy) {
    const std::string shown = backup.string();
    if (fs::is_there(egg) && fs::is_real_directory(egg) != fs::is_real_directory(backup))
        throw report::Error(shown, "is not a backup of the egg: one is a file, one a directory",
                            remedy);
    if (open_if_sound(backup) == nullptr)
        throw report::Error(shown, "cannot be read as an egg, so it is not a backup of one",
                            remedy);
}

/// Throws when the egg can be read and is of another build than the backup.
void check_same_build(const stdfs::path& egg, const stdfs::path& backup,
                      const std::string& remedy) {
    const std::unique_ptr<Egg> now = open_if_sound(egg), before = open_if_sound(backup);
    if (now && before && !is_same_build(*before, *now))
        throw report::Error(backup.string(), "is the backup of another build of the egg", remedy);
}

/// A copy of the backup takes the egg's place before the backup goes: a process that is killed
/// leaves at least one.
void restore_directory(const stdfs::path& egg, const stdfs::path& backup,
                       const WorkDirectory& work) {
    const stdfs::path fresh = work.path() / egg.filename(), old = work.path() / "backup";
    try {
        fs::copy_tree(backup, fresh, fs::Copying::share);
    } catch (const report::Error& error) {
        throw work.told(error);
    }
    if (fs::is_there(egg)) {
        if (exchange(fresh, egg)) return rename_or_throw(backup, old);
        // Kernels before 3.15. Who is killed between the two leaves the backup, which restores again.
        if (rename(egg.c_str(), (work.path() / "replaced").c_str()) != 0)
            throw report::Error(egg.string(), "this file system cannot replace a directory",
                                "move " + backup.string() + " there");
    }
    rename_or_throw(fresh, egg);
    rename_or_throw(backup, old);
}

void restore_file(const stdfs::path& egg, const stdfs::path& backup) {
    rename_or_throw(backup, egg);
    // Two names of one file: rename does nothing then.
    if (fs::is_there(backup)) unlink(backup.c_str());
}

void require_backup(const stdfs::path& egg, const stdfs::path& backup) {
    if (!fs::is_there(backup))
        throw report::Error(egg.string(),
                            "has no backup (" + backup.filename().string() + ") beside it",
                            "reinstall the package that it belongs to");
}

} // namespace

stdfs::path backup_path(const stdfs::path& egg) { return egg.string() + ".orig"; }

bool has_own_backup(const stdfs::path& egg) {
    const std::unique_ptr<Egg> now = open_if_sound(egg), before = open_if_sound(backup_path(egg));
    return before && (!now || is_same_build(*before, *now));
}

void check_backup(const stdfs::path& egg) {
    const stdfs::path backup = backup_path(egg);
    if (!fs::is_there(backup)) return;
    const std::string remedy = "move it away, or use --no-backup";
    check_is_egg(egg, backup, remedy);
    check_same_build(egg, backup, remedy);
}

BackupResult replace_zip(const EggLock& lock, const std::string& bytes, Backup backup) {
    const stdfs::path& egg = lock.path();
    const bool there = fs::is_there(backup_path(egg));
    if (backup == Backup::keep) check_backup(egg);

    const WorkDirectory work(egg);
    const stdfs::path fresh = work.path() / egg.filename();
    try {
        fs::write_file(fresh, bytes, 0600);
        fs::copy_metadata(egg, fresh);
    } catch (const report::Error& error) {
        throw work.told(error);
    }
    lock.check_unchanged();
    const bool make = backup == Backup::keep && !there;
    if (make) make_file_backup(egg, work.path());
    try {
        rename_or_throw(fresh, egg);
    } catch (const report::Error&) {
        if (make) unlink(backup_path(egg).c_str());
        throw;
    }
    fs::flush_parent(egg);
    return backup == Backup::none ? BackupResult::none
           : there                ? BackupResult::kept_first
                                  : BackupResult::made;
}

void restore(const stdfs::path& given, bool force) {
    std::error_code ignored;
    stdfs::path egg = stdfs::weakly_canonical(given, ignored);
    if (!egg.has_filename()) egg = egg.parent_path();
    const stdfs::path backup = backup_path(egg);
    require_backup(given, backup);
    std::optional<EggLock> lock;
    if (fs::is_there(egg)) {
        lock.emplace(egg);
        require_backup(given, backup); // the lock's last holder may have restored it
        if (!force) check_same_build(egg, backup, "use --force to put it back all the same");
    }
    check_is_egg(egg, backup, "reinstall the package that the egg belongs to");
    // A file needs no work directory; what a killed process left goes in either case.
    const WorkDirectory work(egg, "run as the directory's owner");
    fs::is_real_directory(backup) ? restore_directory(egg, backup, work)
                                  : restore_file(egg, backup);
    fs::flush_parent(egg);
}

} // namespace calpkg::egg
