#include "lib/fs/temp_dir.hpp"

#include "lib/fs/lock.hpp"
#include "lib/fs/status.hpp"
#include "lib/report/error.hpp"

#include <boost/filesystem.hpp>

#include <cerrno>
#include <cstdlib>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace calpkg::fs {

namespace {

/// Stands in every directory of ours: what only has the name of one is somebody else's.
constexpr const char* kMarker = ".cal-pkg-temporary";

/// Removes `path` with all its content, directories without write permission included.
void remove_tree(const std::filesystem::path& path) {
    std::error_code ignored;
    std::filesystem::remove_all(path, ignored);
    if (!std::filesystem::exists(std::filesystem::symlink_status(path, ignored))) return;
    chmod(path.c_str(), 0700);
    // Boost's iterator goes on behind a directory that it cannot read.
    namespace bfs = boost::filesystem;
    boost::system::error_code failure;
    for (bfs::recursive_directory_iterator
             at(path.native(), bfs::directory_options::pop_on_error, failure),
         end;
         at != end; at.increment(failure))
        if (at->symlink_status(failure).type() == bfs::directory_file)
            chmod(at->path().c_str(), 0700);
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

/// Opens a directory and tries to lock it; no descriptor when it cannot be opened.
std::pair<Descriptor, Locked> lock_directory(const std::filesystem::path& path) {
    Descriptor fd = try_open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
    const Locked locked = fd.is_open() ? try_lock(fd.get(), LOCK_EX) : Locked::impossible;
    return {std::move(fd), locked};
}

void remove_leftovers(const std::filesystem::path& parent, const std::string& prefix) {
    std::error_code ignored;
    for (const auto& entry : std::filesystem::directory_iterator(parent, ignored)) {
        const std::string name = entry.path().filename().string();
        if (name.size() != prefix.size() + 6 || name.compare(0, prefix.size(), prefix) != 0)
            continue;
        if (!is_there(entry.path() / kMarker)) {
            // Killed before there was a marker. One that is being made is empty, too: its maker
            // sees it gone.
            rmdir(entry.path().c_str());
            continue;
        }
        struct stat status {};
        if (lstat(entry.path().c_str(), &status) != 0 || status.st_uid != geteuid()) continue;
        const auto [lock, locked] = lock_directory(entry.path());
        if (locked == Locked::yes) remove_temporary(entry.path());
    }
}

} // namespace

// The lock comes before the marker: whoever sees the marker finds the lock held.
bool TempDir::make(const std::filesystem::path& parent, const std::string& prefix) {
    std::string name = (parent / (prefix + "XXXXXX")).string();
    if (mkdtemp(name.data()) == nullptr)
        throw report::system_error(parent.string(), "create a directory there", errno);
    auto [lock, locked] = lock_directory(name);
    if (!lock.is_open() && (errno == EMFILE || errno == ENFILE)) {
        const int reason = errno;
        rmdir(name.c_str());
        throw report::system_error(parent.string(), "lock a directory there", reason);
    }
    const Descriptor marker = try_open(name + "/" + kMarker, O_WRONLY | O_CREAT | O_EXCL, 0600);
    const int reason = errno;
    if (marker.is_open() && locked != Locked::by_another) {
        path_ = name;
        lock_ = std::move(lock);
        return true;
    }
    // Another process that was cleaning up has removed it in the moment before, or is about to.
    if (marker.is_open() || reason == ENOENT) return false;
    rmdir(name.c_str());
    throw report::system_error(parent.string(), "write to a directory there", reason);
}

TempDir::TempDir(const std::filesystem::path& parent, const std::string& prefix) {
    remove_leftovers(parent, prefix);
    while (!make(parent, prefix)) {}
}

void TempDir::clear(const std::filesystem::path& parent, const std::string& prefix) {
    remove_leftovers(parent, prefix);
}

TempDir::~TempDir() { remove_temporary(path_); }

std::filesystem::path system_temp_directory() {
    const char* value = std::getenv("TMPDIR");
    if (value == nullptr || *value == '\0') return "/tmp";
    std::error_code failure;
    const std::filesystem::path absolute = std::filesystem::absolute(value, failure);
    return failure ? std::filesystem::path("/tmp") : absolute;
}

} // namespace calpkg::fs
