#pragma once

#include <filesystem>

namespace calpkg::fs {

/// Whether both are regular files, or lead to some, with the same bytes. Throws report::Error for what cannot be read.
bool is_same_file(const std::filesystem::path& one, const std::filesystem::path& other);

} // namespace calpkg::fs
