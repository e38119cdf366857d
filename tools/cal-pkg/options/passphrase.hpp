#pragma once

#include <filesystem>
#include <string>

namespace calpkg::cli {

// The passphrase of a key: the first line, without its end. Throws report::Error for none, and for what cannot be one.

/// That in a file.
std::string passphrase_in(const std::filesystem::path& file);
/// That which a descriptor, opened by whoever started this process, gives. It is closed then, so that no program that is run
/// later inherits it.
std::string passphrase_from(int fd);

} // namespace calpkg::cli
