#include "lib/fs/transfer.hpp"

#include "lib/fs/descriptor.hpp"
#include "lib/fs/file.hpp"
#include "lib/fs/metadata.hpp"
#include "lib/report/error.hpp"

#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>
#include <vector>

namespace calpkg::fs {

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
        throw report::Error(from.string(),
                            S_ISDIR(status.st_mode)
                                ? "is a directory where a file should be, so it cannot be kept"
                                : "is not a file, directory or link, so it cannot be kept",
                            "move it away");
    }
    if (S_ISREG(status.st_mode)) set_mode(to, status.st_mode & 07777U);
    set_time(to, status.st_mtim);
}

// Not std::filesystem::copy_file: libstdc++'s calls every failure to write, a full disk, too, EIO.
void copy_content(const std::filesystem::path& from, const std::filesystem::path& to) {
    const Descriptor in = open_existing(from, O_RDONLY);
    const Descriptor out = try_open(to, O_WRONLY | O_CREAT | O_EXCL, S_IRUSR | S_IWUSR);
    if (!out.is_open()) throw report::system_error(to.string(), "create", errno);
    std::vector<char> buffer(kBlockSize);
    while (const std::size_t count =
               read_some(in.get(), buffer.data(), buffer.size(), from.string()))
        write_all(out.get(), {buffer.data(), count}, to.string());
}

} // namespace calpkg::fs
