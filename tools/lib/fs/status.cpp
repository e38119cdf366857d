#include "lib/fs/status.hpp"

#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace calpkg::fs {

namespace {

/// What fstatat(2) with `flags` tells of `path`, if anything is there.
std::optional<struct stat> look_at(const std::filesystem::path& path, int flags) {
    struct stat status {};
    if (fstatat(AT_FDCWD, path.c_str(), &status, flags) == 0) return status;
    if (means_nothing(errno)) return std::nullopt;
    throw report::system_error(path.string(), "read", errno);
}

} // namespace

bool means_nothing(int error_number) {
    for (const int nothing : {ENOENT, ENOTDIR, EACCES, ELOOP, ENAMETOOLONG})
        if (error_number == nothing) return true;
    return false;
}

std::optional<struct stat> status_if_there(const std::filesystem::path& path) {
    return look_at(path, AT_SYMLINK_NOFOLLOW);
}

bool is_there(const std::filesystem::path& path) { return status_if_there(path).has_value(); }

bool is_real_directory(const std::filesystem::path& path) {
    const std::optional<struct stat> status = status_if_there(path);
    return status && S_ISDIR(status->st_mode);
}

bool is_directory(const std::filesystem::path& path) {
    const std::optional<struct stat> status = look_at(path, 0);
    return status && S_ISDIR(status->st_mode);
}

bool is_regular_file(const std::filesystem::path& path) {
    const std::optional<struct stat> status = look_at(path, 0);
    return status && S_ISREG(status->st_mode);
}

struct stat status_of(const std::filesystem::path& path) {
    struct stat status {};
    if (lstat(path.c_str(), &status) != 0) throw report::system_error(path.string(), "read", errno);
    return status;
}

report::Error unreadable(const std::filesystem::path& path, int error_number) {
    const report::Error cause = report::system_error(path.string(), "open", error_number);
    if (error_number != EACCES) return cause;
    return {cause.subject(), cause.reason(),
            "make it readable ('chmod u+r' as its owner), or run as a user who may read it"};
}

void require_readable(const std::filesystem::path& path) {
    if (faccessat(AT_FDCWD, path.c_str(), R_OK, AT_EACCESS) != 0) throw unreadable(path, errno);
}

} // namespace calpkg::fs
