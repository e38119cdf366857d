#include "lib/fs/status.hpp"

#include "lib/report/error.hpp"

#include <cerrno>
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

FileState state_of(int fd, const std::string& subject) {
    struct stat status {};
    if (fstat(fd, &status) != 0) throw report::system_error(subject, "read", errno);
    const auto nanoseconds = [](const struct timespec& time) {
        return std::int64_t{time.tv_sec} * 1'000'000'000 + time.tv_nsec;
    };
    return {status.st_dev, status.st_ino, static_cast<std::uint64_t>(status.st_size),
            nanoseconds(status.st_mtim), nanoseconds(status.st_ctim)};
}

} // namespace calpkg::fs
