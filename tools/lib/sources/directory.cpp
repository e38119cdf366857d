#include "lib/sources/directory.hpp"

#include "lib/fs/file.hpp"
#include "lib/fs/lock.hpp"
#include "lib/process/interrupt.hpp"
#include "lib/report/error.hpp"

#include <cerrno>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

namespace calpkg::sources {

Directory::Directory(std::filesystem::path path, const OnWait& on_wait) : path_(std::move(path)) {
    fs::make_directories(path_);
    fd_ = fs::open_existing(path_, O_RDONLY | O_DIRECTORY);
    wait_for(LOCK_SH, on_wait);
}

void Directory::wait_for(int operation, const OnWait& on_wait) const {
    const auto attempt = [&] {
        const fs::Locked locked = fs::try_lock(fd_.get(), operation);
        if (locked == fs::Locked::impossible)
            throw report::system_error(path_.string(), "lock", errno);
        return locked == fs::Locked::yes;
    };
    fs::wait_for_lock(attempt, on_wait, process::pause);
}

void Directory::claim(const OnWait& on_wait) const {
    // A shared lock is given back first, so that two who want it alone do not wait for each other.
    flock(fd_.get(), LOCK_UN);
    wait_for(LOCK_EX, on_wait);
    if (access(path_.c_str(), W_OK | X_OK) != 0)
        throw report::system_error(path_.string(), "write to", errno);
}

void Directory::share(const OnWait& on_wait) const { wait_for(LOCK_SH, on_wait); }

} // namespace calpkg::sources
