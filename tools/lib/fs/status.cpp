#include "lib/fs/status.hpp"

#include <sys/stat.h>

namespace calpkg::fs {

bool is_there(const std::filesystem::path& path) {
    struct stat status {};
    return lstat(path.c_str(), &status) == 0;
}

bool is_real_directory(const std::filesystem::path& path) {
    struct stat status {};
    return lstat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode);
}

} // namespace calpkg::fs
