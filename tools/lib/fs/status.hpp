#pragma once

#include <filesystem>

namespace calpkg::fs {

/// Whether anything is at `path` itself, links not followed.
bool is_there(const std::filesystem::path& path);

/// Whether `path` itself is a directory, links not followed.
bool is_real_directory(const std::filesystem::path& path);

} // namespace calpkg::fs
