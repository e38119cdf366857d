#include "lib/fs/output_directory.hpp"

#include "lib/fs/file.hpp"

namespace calpkg::fs {

OutputDirectory::OutputDirectory(const std::filesystem::path& path)
    : made_(make_directories(path)) {}

OutputDirectory::~OutputDirectory() { remove_empty(made_); }

} // namespace calpkg::fs
