#include "lib/fs/transfer.hpp"

#include "lib/fs/descriptor.hpp"
#include "lib/fs/file.hpp"
#include "lib/report/error.hpp"

#include <array>
#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>
#include <vector>

namespace calpkg::fs {

namespace {

void set_time(const std::filesystem::path& file, const timespec& time) {
    const std::array<timespec, 2> times{time, time};
    if (utimensat(AT_FDCWD, file.c_str(), times.data(), AT_SYMLINK_NOFOLLOW) != 0)
        throw report::system_error(file.string(), "set the time of", errno);
}

void set_mode(const std::filesystem::path& file, mode_t mode) {
    if (chmod(file.c_str(), mode) != 0)
        throw report::system_error(file.string(), "set the mode of", errno);
}

/// Not std::filesystem::copy_file: libstdc++'s calls every failure to write, a full disk, too, EIO.
void copy_content(const std::filesystem::path& from, const std::filesystem::path& to) {
    const Descriptor in(open_existing(from, O_RDONLY));
    const Descriptor out(
        open(to.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR));
    if (out.get() < 0) throw report::system_error(to.string(), "create", errno);
    std::vector<char> buffer(kBlockSize);
    for (;;) {
        const ssize_t count = read(in.get(), buffer.data(), buffer.size());
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) throw report::system_error(from.string(), "read", errno);
        if (count == 0) return;
        for (ssize_t done = 0; done < count;) {
            const ssize_t more =
                write(out.get(), buffer.data() + done, static_cast<std::size_t>(count - done));
            if (more < 0 && errno != EINTR) throw report::system_error(to.string(), "write", errno);
            if (more > 0) done += more;
        }
    }
}

} // namespace

void settle(const std::filesystem::path& file, std::int64_t epoch) {
    set_mode(file, 0644);
    set_time(file, timespec{.tv_sec = epoch, .tv_nsec = 0});
}

void settle_directory(const std::filesystem::path& directory, std::int64_t epoch) {
    set_time(directory, timespec{.tv_sec = epoch, .tv_nsec = 0});
}

void move_file(const std::filesystem::path& from, const std::filesystem::path& to) {
    fs::make_directories(to.parent_path());
    if (rename(from.c_str(), to.c_str()) == 0) return;
    if (errno != EXDEV) throw report::system_error(from.string(), "move", errno);
    copy_to(from, to);
    std::error_code ignored; // it goes with its directory otherwise
    std::filesystem::remove(from, ignored);
}

void link_or_copy(const std::filesystem::path& from, const std::filesystem::path& to) {
    fs::make_directories(to.parent_path());
    if (linkat(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), 0) == 0) return;
    // EEXIST is the caller's collision, ENOENT somebody else's removal; else a copy has a chance.
    if (errno == EEXIST || errno == ENOENT)
        throw report::system_error(from.string(), "keep", errno);
    copy_to(from, to);
}

void copy_to(const std::filesystem::path& from, const std::filesystem::path& to) {
    struct stat status {};
    if (lstat(from.c_str(), &status) != 0) throw report::system_error(from.string(), "keep", errno);
    if (S_ISLNK(status.st_mode)) {
        std::error_code failure;
        std::filesystem::copy_symlink(from, to, failure);
        if (failure) throw report::system_error(from.string(), "copy", failure.value());
    } else if (S_ISREG(status.st_mode)) {
        copy_content(from, to);
    } else {
        throw report::Error(from.string(), "is not a file, directory or link, so it cannot be kept",
                            "move it away");
    }
    if (S_ISREG(status.st_mode)) set_mode(to, status.st_mode & 07777U);
    set_time(to, status.st_mtim);
}

} // namespace calpkg::fs
