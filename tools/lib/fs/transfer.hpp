#pragma once

#include <filesystem>

namespace calpkg::fs {

/// Renames `from`, a file, to `to`; a copy with its mode and time where they are on two file systems. `to`'s
/// parents are made.
void move_file(const std::filesystem::path& from, const std::filesystem::path& to);

/// Makes `to` another name of `from`, which is anything but a directory; where the file system or
/// the kernel refuses the hard link, a copy with the same mode and time. `to`'s parents are made.
/// Throws report::Error; something at `to` already is one, too: it is never replaced.
void link_or_copy(const std::filesystem::path& from, const std::filesystem::path& to);

/// Copies `from`, a regular file or a symbolic link, to `to` with its mode and time.
void copy_to(const std::filesystem::path& from, const std::filesystem::path& to);

/// Copies what is in `from`, a regular file, to `to`, which is not there yet and gets mode 0600 at most.
void copy_content(const std::filesystem::path& from, const std::filesystem::path& to);

} // namespace calpkg::fs
