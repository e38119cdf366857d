#include "lib/fs/file.hpp"
#include "lib/process/interrupt.hpp"
#include "lib/repo/publish.hpp"
#include "lib/report/error.hpp"

#include <cerrno>
#include <fcntl.h>
#include <poll.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace calpkg::repo {

namespace {

constexpr int kPollMilliseconds = 50;

/// Whether `fd` is still the file of that name: its holder removes it when releasing.
bool is_current(int fd, const std::filesystem::path& file) {
    struct stat open_file {};
    struct stat named {};
    return fstat(fd, &open_file) == 0 && lstat(file.c_str(), &named) == 0 &&
           open_file.st_ino == named.st_ino && open_file.st_dev == named.st_dev;
}

void wait_a_little() {
    pollfd interrupt{process::interrupt_fd(), POLLIN, 0};
    poll(&interrupt, 1, kPollMilliseconds);
    process::check_interrupt();
}

} // namespace

OutputLock::OutputLock(const std::filesystem::path& out, const std::string& target,
                       const std::function<void()>& on_wait)
    : file_(out / ("." + target + ".lock")) {
    bool told = false;
    while (!try_lock()) {
        if (on_wait && !told) on_wait();
        told = true;
        wait_a_little();
        fs::make_directories(out); // a build that failed takes the directory away that it made
    }
}

bool OutputLock::try_lock() {
    const int fd = open(file_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0644);
    if (fd < 0) {
        const int reason = errno;
        const report::Error cause = report::system_error(file_.string(), "create", reason);
        throw report::Error(file_.parent_path().string(),
                            "cannot write there (" + cause.reason() + ")", "choose another --out");
    }
    const bool held = flock(fd, LOCK_EX | LOCK_NB) == 0;
    const int reason = errno;
    if (held && is_current(fd, file_)) {
        fd_ = fd;
        return true;
    }
    close(fd);
    if (!held && reason != EWOULDBLOCK && reason != EINTR)
        throw report::system_error(file_.string(), "lock", reason);
    return false;
}

OutputLock::~OutputLock() {
    // Removed while held: whoever opened it meanwhile finds it gone (is_current) and tries again.
    unlink(file_.c_str());
    close(fd_);
}

} // namespace calpkg::repo
