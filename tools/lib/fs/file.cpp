#include "lib/fs/file.hpp"

#include "lib/fs/descriptor.hpp"
#include "lib/fs/lock.hpp"
#include "lib/fs/regular_file.hpp"
#include "lib/fs/same_file.hpp"
#include "lib/fs/status.hpp"
#include "lib/report/error.hpp"

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <linux/fs.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <system_error>
#include <unistd.h>
#include <vector>

namespace calpkg::fs {

namespace {

constexpr const char* kInfix = ".cal-pkg-"; ///< in the names of temporaries, before six characters
constexpr std::size_t kLongestPart = 200;   ///< of the destination's name: 255 are the limit

bool is_temporary(const std::string& name) {
    const std::size_t end = std::strlen(kInfix) + 6;
    return name.starts_with('.') && name.size() > end &&
           name.compare(name.size() - end, std::strlen(kInfix), kInfix) == 0;
}

/// Locks a temporary that was just made. False when somebody took it for a leftover before, and it is gone.
bool take_lock(int fd, const std::filesystem::path& path) {
    if (try_lock(fd, LOCK_EX) != Locked::by_another && is_at(fd, path)) return true;
    unlink(path.c_str()); // nor is it there if looking at it has failed
    return false;
}

/// Writes the whole of a temporary; `path` is its destination.
void fill(const AtomicFile& file, std::string_view content, const std::filesystem::path& path) {
    write_all(open_existing(file.path(), O_WRONLY | O_TRUNC).get(), content, path.string());
}

/// Removes temporaries that nobody holds. Whatever fails, fails for a reason that is none of ours.
void remove_leftovers(const std::filesystem::path& directory) {
    std::error_code failure;
    for (std::filesystem::directory_iterator it(directory, failure), end; !failure && it != end;
         it.increment(failure)) {
        if (!is_temporary(it->path().filename().string())) continue;
        const Descriptor fd = try_open(it->path(), O_RDWR | O_NOFOLLOW | O_NONBLOCK);
        struct stat status {};
        if (!fd.is_open() || fstat(fd.get(), &status) != 0 || !S_ISREG(status.st_mode) ||
            status.st_uid != geteuid() || try_lock(fd.get(), LOCK_EX) != Locked::yes)
            continue;
        // Its run may have ended well meanwhile: it is then the destination.
        if (is_at(fd.get(), it->path())) unlink(it->path().c_str());
    }
}

void make_directories(const std::filesystem::path& path, std::vector<std::filesystem::path>& made) {
    std::error_code ignored; // mkdir tells what is wrong with a name
    if (path.empty() || std::filesystem::is_directory(path, ignored)) return;
    make_directories(path.parent_path(), made);
    if (mkdir(path.c_str(), 0755) == 0) {
        made.push_back(path);
        if (chmod(path.c_str(), 0755) == 0) return;
    } else if (errno == EEXIST && std::filesystem::is_directory(path, ignored)) {
        return;
    }
    throw report::system_error(path.string(), "create directory", errno);
}

} // namespace

std::string read_file(const std::filesystem::path& path, std::uintmax_t limit) {
    const Descriptor fd = open_regular_file(path);
    std::string content;
    char buffer[65536];
    while (const std::size_t count = read_some(fd.get(), buffer, sizeof buffer, path.string())) {
        content.append(buffer, count);
        if (content.size() > limit)
            throw report::Error(
                path.string(),
                "is larger than the " + std::to_string(limit >> 20) + " MiB that are read",
                "is it the right file?");
    }
    return content;
}

void write_file(const std::filesystem::path& path, std::string_view content, unsigned mode,
                Flush flush) {
    AtomicFile file(path);
    fill(file, content, path);
    file.commit(mode, flush);
}

Placed write_new_file(const std::filesystem::path& path, std::string_view content, unsigned mode) {
    AtomicFile file(path);
    fill(file, content, path);
    return file.commit_new(mode);
}

bool rename_new(const std::filesystem::path& from, const std::filesystem::path& to) {
    // musl has no function for it.
    if (syscall(SYS_renameat2, AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), RENAME_NOREPLACE) == 0)
        return true;
    if (errno == EEXIST) return false;
    if (errno != EINVAL && errno != ENOSYS && errno != EOPNOTSUPP)
        throw report::system_error(to.string(), "create", errno);
    // A file system that cannot rename so may be able to link, which never replaces either.
    if (link(from.c_str(), to.c_str()) == 0) {
        unlink(from.c_str());
        return true;
    }
    if (errno == EEXIST || is_there(to)) return false;
    if (rename(from.c_str(), to.c_str()) != 0)
        throw report::system_error(to.string(), "create", errno);
    return true;
}

AtomicFile::AtomicFile(std::filesystem::path destination) : destination_(std::move(destination)) {
    const std::filesystem::path directory = destination_.parent_path();
    remove_leftovers(directory.empty() ? "." : directory);
    const std::string name = "." + destination_.filename().string().substr(0, kLongestPart);
    do {
        std::string path = (directory / (name + kInfix + "XXXXXX")).string();
        fd_.reset(mkostemp(path.data(), O_CLOEXEC));
        if (!fd_.is_open()) throw report::system_error(destination_.string(), "create", errno);
        temporary_ = path;
    } while (!take_lock(fd_.get(), temporary_));
}

AtomicFile::~AtomicFile() {
    if (!temporary_.empty()) unlink(temporary_.c_str());
}

void AtomicFile::finish(unsigned mode, Flush flush) {
    if (fchmod(fd_.get(), mode) != 0 || (flush == Flush::yes && !try_flush(fd_.get())))
        throw report::system_error(destination_.string(), "finish", errno);
}

Placed AtomicFile::commit_new(unsigned mode) {
    finish(mode, Flush::yes);
    if (!rename_new(temporary_, destination_))
        return is_same_as_destination() ? Placed::same : Placed::other;
    temporary_.clear();
    return Placed::made;
}

bool AtomicFile::is_same_as_destination() const { return is_same_file(temporary_, destination_); }

void AtomicFile::commit(unsigned mode, Flush flush) {
    finish(mode, flush);
    if (rename(temporary_.c_str(), destination_.c_str()) != 0)
        throw report::system_error(destination_.string(), "replace", errno);
    temporary_.clear();
}

std::vector<std::filesystem::path> make_directories(const std::filesystem::path& path) {
    std::vector<std::filesystem::path> made;
    try {
        make_directories(path, made);
    } catch (...) {
        remove_empty(made);
        throw;
    }
    return made;
}

void remove_empty(const std::vector<std::filesystem::path>& made) {
    for (auto path = made.rbegin(); path != made.rend(); ++path) rmdir(path->c_str());
}

} // namespace calpkg::fs
