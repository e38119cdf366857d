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

/// A directory's lock; -1 when somebody else holds it, or when there are none on its file system.
int lock_directory(const std::filesystem::path& path, bool& held_elsewhere) {
    const int fd = open(path.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    held_elsewhere = false;
    if (fd < 0) return -1;
    if (flock(fd, LOCK_EX | LOCK_NB) == 0) return fd;
    const int reason = errno;
    held_elsewhere = reason == EWOULDBLOCK;
    close(fd);
    errno = reason;
    return -1;
}

bool holds_marker(const std::filesystem::path& directory) {
    struct stat status {};
    return lstat((directory / kMarker).c_str(), &status) == 0;
}

void remove_leftovers(const std::filesystem::path& parent, const std::string& prefix) {
    std::error_code ignored;
    for (const auto& entry : std::filesystem::directory_iterator(parent, ignored)) {
        const std::string name = entry.path().filename().string();
        if (name.size() != prefix.size() + 6 || name.compare(0, prefix.size(), prefix) != 0)
            continue;
        if (!holds_marker(entry.path())) {
            // Killed before there was a marker. One that is being made is empty, too: its maker
            // sees it gone.
            rmdir(entry.path().c_str());
            continue;
        }
        struct stat status {};
        if (lstat(entry.path().c_str(), &status) != 0 || status.st_uid != geteuid()) continue;
        bool held_elsewhere = false;
        const int lock = lock_directory(entry.path(), held_elsewhere);
        if (lock < 0) continue;
        remove_temporary(entry.path());
        close(lock);
    }
}

} // namespace

// The lock comes before the marker: whoever sees the marker finds the lock held.
bool TempDir::make(const std::filesystem::path& parent, const std::string& prefix) {
    std::string name = (parent / (prefix + "XXXXXX")).string();
    if (mkdtemp(name.data()) == nullptr)
        throw report::system_error((parent / prefix).string(), "create directory", errno);
    bool held_elsewhere = false;
    lock_ = lock_directory(name, held_elsewhere);
    if (lock_ < 0 && (errno == EMFILE || errno == ENFILE)) {
        const int reason = errno;
        rmdir(name.c_str());
        throw report::system_error(name, "lock", reason);
    }
    const int marker =
        open((name + "/" + kMarker).c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    const int reason = errno;
    if (marker >= 0) close(marker);
    if (marker >= 0 && !held_elsewhere) {
        path_ = name;
        return true;
    }
    if (lock_ >= 0) close(lock_);
    // Another process that was cleaning up has removed it in the moment before, or is about to.
    if (marker >= 0 || reason == ENOENT) return false;
    rmdir(name.c_str());
    throw report::system_error(name, "write to", reason);
}

TempDir::TempDir(const std::filesystem::path& parent, const std::string& prefix) {
    remove_leftovers(parent, prefix);
    while (!make(parent, prefix)) {}
}

void TempDir::clear(const std::filesystem::path& parent, const std::string& prefix) {
    remove_leftovers(parent, prefix);
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
