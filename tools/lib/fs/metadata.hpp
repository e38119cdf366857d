#pragma once

#include <cstdint>
#include <ctime>
#include <filesystem>
#include <sys/types.h>

namespace calpkg::fs {

/// Gives `path` the permission bits `mode`, whatever the umask. Throws report::Error.
void set_mode(const std::filesystem::path& path, mode_t mode);

/// Gives `path`, links not followed, `time` as its time of access and modification. Throws report::Error. A
/// directory's lasts until something is put there.
void set_time(const std::filesystem::path& path, const timespec& time);
/// The same for whole seconds since the epoch.
void set_time(const std::filesystem::path& path, std::int64_t epoch);

/// Both, for what has one mode and one time wherever and whenever it is made.
void set_mode_and_time(const std::filesystem::path& path, mode_t mode, std::int64_t epoch);

/// Gives `to` the owner, group, mode and extended attributes of `from` (SELinux label, ACLs and
/// capabilities are such), and takes away extended attributes that `from` has not. Seals of the
/// content (security.ima, security.evm) are left out: they hold for the old one only. Links are not
/// followed. Throws report::Error naming `from` for whatever cannot be kept.
void copy_metadata(const std::filesystem::path& from, const std::filesystem::path& to);

/// How a copy is made.
enum class Copying {
    share,     ///< files become hard links where the file system allows it, else as `exact`
    exact,     ///< with all metadata
    backup,    ///< as `exact`, but what has several names gets one more
    elsewhere, ///< with the mode; it belongs to whoever runs the program
};

/// Copies a regular file with metadata and times to `to`, which is not there yet, and flushes it
/// to disk.
void duplicate_file(const std::filesystem::path& from, const std::filesystem::path& to,
                    Copying copying = Copying::exact);

/// Copies `from`, a directory, to `to`, which is not there yet: directories, files and links with
/// metadata and times. Throws report::Error for anything else in it.
void copy_tree(const std::filesystem::path& from, const std::filesystem::path& to, Copying copying);

/// Metadata as `copying` wants it: all of it, or the mode.
void copy_metadata(const std::filesystem::path& from, const std::filesystem::path& to,
                   Copying copying);

/// Flushes a file or a directory to disk. Throws report::Error.
void flush(const std::filesystem::path& path);

/// The same for the directory that `path` is in, when a rename there has been done: no errors, since what has its name
/// has it.
void flush_parent(const std::filesystem::path& path);

} // namespace calpkg::fs
