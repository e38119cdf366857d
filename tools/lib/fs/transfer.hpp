#pragma once

#include <cstdint>
#include <filesystem>

namespace calpkg::fs {

/// Gives a file of ours mode 0644, whatever the umask, and modification time `epoch` (seconds).
void settle(const std::filesystem::path& file, std::int64_t epoch);

/// Gives a directory of ours modification time `epoch`. Call it when nothing is put there any more.
void settle_directory(const std::filesystem::path& directory, std::int64_t epoch);

/// Renames `from`, a file, to `to`; a copy with its mode and time where they are on two file systems. `to`'s
/// parents are made.
void move_file(const std::filesystem::path& from, const std::filesystem::path& to);

/// Makes `to` another name of `from`, which is anything but a directory; where the file system or
/// the kernel refuses the hard link, a copy with the same mode and time. `to`'s parents are made.
/// Throws report::Error; something at `to` already is one, too: it is never replaced.
void link_or_copy(const std::filesystem::path& from, const std::filesystem::path& to);

/// Copies `from`, a regular file or a symbolic link, to `to` with its mode and time.
void copy_to(const std::filesystem::path& from, const std::filesystem::path& to);

} // namespace calpkg::fs
