#pragma once

#include "lib/report/error.hpp"

#include <filesystem>
#include <optional>
#include <sys/stat.h>

namespace calpkg::fs {

/// Whether errno, after looking at something, says that nothing is there, or that one may not see it; anything else, as of a
/// failing disk, does not tell.
bool means_nothing(int error_number);

/// What lstat(2) tells of `path`; nothing where nothing is, or what one may not see. Throws report::Error when that cannot
/// be told, as on a failing disk: whoever takes it for nothing replaces or forgets what is there.
std::optional<struct stat> status_if_there(const std::filesystem::path& path);

/// Whether anything is at `path` itself, links not followed. Throws as status_if_there().
bool is_there(const std::filesystem::path& path);

/// Whether `path` itself is a directory, links not followed. Throws as is_there().
bool is_real_directory(const std::filesystem::path& path);

/// Whether `path` is a directory, or a link to one. Throws as is_there().
bool is_directory(const std::filesystem::path& path);

/// Whether `path` is a regular file, or a link to one. Throws as is_there().
bool is_regular_file(const std::filesystem::path& path);

/// What lstat(2) tells of `path`. Throws report::Error.
struct stat status_of(const std::filesystem::path& path);

/// The error for a file that cannot be opened for reading, for the reason `error_number`.
report::Error unreadable(const std::filesystem::path& path, int error_number);

/// Throws unreadable() when this process may not read the file at `path`.
void require_readable(const std::filesystem::path& path);

} // namespace calpkg::fs
