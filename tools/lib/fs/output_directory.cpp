#include "lib/fs/output_directory.hpp"

#include "lib/fs/file.hpp"

#include <system_error>
#include <unistd.h>

namespace calpkg::fs {

OutputDirectory::OutputDirectory(const std::filesystem::path& path) {
    std::error_code failure;
    for (std::filesystem::path at = std::filesystem::absolute(path).lexically_normal();
         !std::filesystem::exists(at, failure) && at.has_relative_path(); at = at.parent_path())
        made_.push_back(at);
    try {
        make_directories(std::filesystem::absolute(path).lexically_normal());
    } catch (...) {
        remove_empty();
        throw;
    }
}

OutputDirectory::~OutputDirectory() { remove_empty(); }

void OutputDirectory::remove_empty() const {
    for (const std::filesystem::path& path : made_)
        rmdir(path.c_str()); // fails where something is in it
}

} // namespace calpkg::fs
