#include "lib/fs/lock.hpp"

#include <cerrno>
#include <sys/file.h>
#include <sys/stat.h>

namespace calpkg::fs {

Locked try_lock(int fd, int operation) {
    int result = -1;
    do {
        result = flock(fd, operation | LOCK_NB);
    } while (result != 0 && errno == EINTR);
    if (result == 0) return Locked::yes;
    return errno == EWOULDBLOCK ? Locked::by_another : Locked::impossible;
}

bool is_at(int fd, const std::filesystem::path& path) {
    struct stat open_file {};
    struct stat named {};
    return fstat(fd, &open_file) == 0 && lstat(path.c_str(), &named) == 0 &&
           open_file.st_dev == named.st_dev && open_file.st_ino == named.st_ino;
}

void wait_for_lock(const std::function<bool()>& attempt, const std::function<void()>& on_wait,
                   const std::function<void()>& pause) {
    bool told = false;
    while (!attempt()) {
        if (on_wait && !told) on_wait();
        told = true;
        pause();
    }
}

} // namespace calpkg::fs
