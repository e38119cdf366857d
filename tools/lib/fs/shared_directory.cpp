#include "lib/fs/shared_directory.hpp"

#include "lib/fs/lock.hpp"
#include "lib/report/error.hpp"

#include <cerrno>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>
#include <utility>

namespace calpkg::fs {

SharedDirectory::SharedDirectory(std::filesystem::path path, std::function<void()> pause)
    : path_(std::move(path)),
      pause_(std::move(pause)),
      fd_(open_existing(path_, O_RDONLY | O_DIRECTORY)) {}

void SharedDirectory::wait_for(int operation, const OnWait& on_wait) const {
    const auto attempt = [&] {
        const Locked locked = try_lock(fd_.get(), operation);
        if (locked == Locked::impossible) throw report::system_error(path_.string(), "lock", errno);
        return locked == Locked::yes;
    };
    wait_for_lock(attempt, on_wait, pause_);
}

bool SharedDirectory::try_share() const { return try_lock(fd_.get(), LOCK_SH) == Locked::yes; }

void SharedDirectory::share(const OnWait& on_wait) const { wait_for(LOCK_SH, on_wait); }

void SharedDirectory::claim(const OnWait& on_wait) const {
    // A shared lock is given back first, so that two who want it alone do not wait for each other.
    flock(fd_.get(), LOCK_UN);
    wait_for(LOCK_EX, on_wait);
    if (access(path_.c_str(), W_OK | X_OK) != 0)
        throw report::system_error(path_.string(), "write to", errno);
}

} // namespace calpkg::fs
