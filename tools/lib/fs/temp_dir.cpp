#include "lib/fs/temp_dir.hpp"

#include "lib/report/error.hpp"

#include <cerrno>
#include <cstdlib>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace calpkg::fs {

namespace {

/// Stands in every directory of ours: what only has the name of one is somebody else's.
constexpr const char* kMarker = ".cal-pkg-temporary";

/// Removes `path` with all its content, directories without write permission included.
void remove_tree(const std::filesystem::path& path) {
    std::error_code ignored;
    std::filesystem::remove_all(path, ignored);
    if (!std::filesystem::exists(std::filesystem::symlink_status(path, ignored))) return;
    for (auto it = std::filesystem::recursive_directory_iterator(
             path, std::filesystem::directory_options::skip_permission_denied, ignored);
         it != std::filesystem::recursive_directory_iterator(); it.increment(ignored)) {
        if (ignored) break;
        if (it->is_directory(ignored) && !it->is_symlink(ignored)) chmod(it->path().c_str(), 0700);
    }
    std::filesystem::remove_all(path, ignored);
}

/// The same for a directory of ours. The marker goes last: whoever is killed before leaves a directory
/// that the next one knows.
void remove_temporary(const std::filesystem::path& path) {
    std::error_code ignored;
    for (std::filesystem::directory_iterator it(path, ignored), end; !ignored && it != end;
         it.increment(ignored))
        if (it->path().filename() != kMarker) remove_tree(it->path());
    remove_tree(path);
}

int lock_directory(const std::filesystem::path& path) {
    const int fd = open(path.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0) return -1;
    if (flock(fd, LOCK_EX | LOCK_NB) == 0) return fd;
    close(fd);
    return -1;
}

void remove_leftovers(const std::filesystem::path& parent, const std::string& prefix) {
    std::error_code ignored;
    for (const auto& entry : std::filesystem::directory_iterator(parent, ignored)) {
        const std::string name = entry.path().filename().string();
        if (name.size() != prefix.size() + 6 || name.compare(0, prefix.size(), prefix) != 0)
            continue;
        struct stat status {};
        if (lstat((entry.path() / kMarker).c_str(), &status) != 0) {
            rmdir(entry.path().c_str()); // killed before there was a marker: fails unless empty
            continue;
        }
        if (status.st_uid != geteuid()) continue;
        const int lock = lock_directory(entry.path());
        if (lock < 0) continue;
        remove_temporary(entry.path());
        close(lock);
    }
}

} // namespace

TempDir::TempDir(const std::filesystem::path& parent, const std::string& prefix) {
    // The parent's lock covers the moment between mkdtemp and our own lock.
    const int parent_fd = open(parent.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (parent_fd < 0) throw report::system_error(parent.string(), "open directory", errno);
    flock(parent_fd, LOCK_EX);
    remove_leftovers(parent, prefix);
    std::string name = (parent / (prefix + "XXXXXX")).string();
    if (mkdtemp(name.data()) == nullptr) {
        const int reason = errno;
        close(parent_fd);
        throw report::system_error((parent / prefix).string(), "create directory", reason);
    }
    path_ = name;
    lock_ = lock_directory(path_);
    const int marker = open((path_ / kMarker).c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    const int reason = errno;
    close(parent_fd);
    if (marker < 0) {
        remove_tree(path_);
        throw report::system_error(path_.string(), "write to", reason);
    }
    close(marker);
}

void TempDir::clear(const std::filesystem::path& parent, const std::string& prefix) {
    const int parent_fd = open(parent.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (parent_fd < 0) return;
    flock(parent_fd, LOCK_EX);
    remove_leftovers(parent, prefix);
    close(parent_fd);
}

TempDir::~TempDir() {
    remove_temporary(path_);
    if (lock_ >= 0) close(lock_);
}

std::filesystem::path system_temp_directory() {
    const char* value = std::getenv("TMPDIR");
    if (value == nullptr || *value == '\0') return "/tmp";
    std::error_code failure;
    const std::filesystem::path absolute = std::filesystem::absolute(value, failure);
    return failure ? std::filesystem::path("/tmp") : absolute;
}

} // namespace calpkg::fs
