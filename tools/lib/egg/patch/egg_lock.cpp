#include "lib/egg/patch/egg_lock.hpp"

#include "lib/fs/lock.hpp"
#include "lib/process/interrupt.hpp"
#include "lib/report/error.hpp"

#include <cerrno>
#include <fcntl.h>
#include <sys/file.h>
#include <system_error>
#include <unistd.h>

namespace calpkg::egg {

namespace {

bool is_same(const struct stat& a, const struct stat& b) {
    return a.st_dev == b.st_dev && a.st_ino == b.st_ino;
}

bool is_same_content(const struct stat& a, const struct stat& b) {
    return a.st_size == b.st_size && a.st_mtim.tv_sec == b.st_mtim.tv_sec &&
           a.st_mtim.tv_nsec == b.st_mtim.tv_nsec;
}

/// A network file system may have no locks, or none for who only reads: better unlocked than not at
/// all, and check_unchanged() still sees most of what another one does.
bool has_no_locks(int reason) {
    return reason == EBADF || reason == ENOLCK || reason == EOPNOTSUPP;
}

/// Replacing a file needs no right to write to it, but a read-only file was meant to stay.
void check_writable(const std::filesystem::path& path) {
    if (faccessat(AT_FDCWD, path.c_str(), W_OK, AT_EACCESS) == 0) return;
    const report::Error cause = report::system_error(path.string(), "change", errno);
    throw report::Error(cause.subject(), cause.reason(),
                        "run as its owner, or write the result elsewhere with --output");
}

} // namespace

EggLock::EggLock(const std::filesystem::path& egg, const std::function<void()>& on_wait) {
    std::error_code failure;
    path_ = std::filesystem::canonical(egg, failure);
    if (failure) throw report::system_error(egg.string(), "open", failure.value());
    check_writable(path_);
    fs::wait_for_lock([this] { return try_lock(); }, on_wait, process::pause);
}

bool EggLock::try_lock() {
    fd_ = fs::open_existing(path_, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
    const fs::Locked locked = fs::try_lock(fd_.get(), LOCK_EX);
    if (locked == fs::Locked::impossible && !has_no_locks(errno))
        throw report::system_error(path_.string(), "lock", errno);
    // The holder before us may have put another file there: that one is to be locked.
    return locked != fs::Locked::by_another && fstat(fd_.get(), &status_) == 0 &&
           fs::is_at(fd_.get(), path_);
}

void EggLock::check_unchanged() const {
    struct stat now {};
    if (lstat(path_.c_str(), &now) == 0 && is_same(now, status_) &&
        (is_directory() || is_same_content(now, status_)))
        return;
    throw report::Error(path_.string(), "was changed by another program meanwhile", "try again");
}

} // namespace calpkg::egg
