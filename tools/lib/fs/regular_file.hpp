#pragma once

#include "lib/fs/descriptor.hpp"

#include <filesystem>

namespace calpkg::fs {

/// Opens a file to be read, close-on-exec. Never waits, as opening a FIFO without a writer does: throws report::Error for
/// what is no regular file, and for what cannot be opened.
Descriptor open_regular_file(const std::filesystem::path& path);

} // namespace calpkg::fs
