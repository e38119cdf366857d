#pragma once

#include <filesystem>

namespace calpkg::fs {

/// Whether this machine's kernel alone writes to the file system that `path` is on, so that what stat(2) tells is never
/// older than the content: one of those that are known to be so. False for all others, for a network's above all.
bool is_local(const std::filesystem::path& path);

} // namespace calpkg::fs
