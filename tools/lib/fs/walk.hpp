#pragma once

#include <filesystem>
#include <functional>

namespace calpkg::fs {

/// Calls `visit` for everything below `top`, a directory before what is in it, in the order of the file
/// system; links are not followed. Throws report::Error that names the directory that cannot be read.
void walk(const std::filesystem::path& top,
          const std::function<void(const std::filesystem::path&)>& visit);

} // namespace calpkg::fs
