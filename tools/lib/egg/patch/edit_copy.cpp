#include "lib/egg/patch/edit_copy.hpp"

#include "lib/fs/file.hpp"
#include "lib/fs/lock.hpp"
#include "lib/fs/temp_dir.hpp"
#include "lib/report/error.hpp"
#include "lib/report/utf8.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>
#include <utility>

namespace calpkg::egg {

namespace {

namespace stdfs = std::filesystem;

constexpr const char* kPrefix = "cal-pkg-edit-";

/// All 0 where nothing can be seen.
struct stat status_or_none(const stdfs::path& file) {
    struct stat status {};
    lstat(file.c_str(), &status);
    return status;
}

fs::Descriptor open_directory(const stdfs::path& path) {
    return fs::try_open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
}

void write_private(const stdfs::path& file, const std::string& text) {
    const fs::Descriptor fd = fs::try_open(file, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0600);
    if (!fd.is_open()) throw report::system_error(file.string(), "create", errno);
    fs::write_all(fd.get(), text, file.string());
}

} // namespace

EditCopy::EditCopy(const std::string& member, const std::string& text) {
    const std::string name = member.substr(member.rfind('/') + 1);
    if (name.empty() || name == "." || name == ".." || report::has_hidden(name))
        throw report::Error(
            member, "has a name that no file should have",
            "'cal-pkg egg show' prints it, 'cal-pkg egg patch --replace' writes it");
    std::string made = (fs::system_temp_directory() / (std::string(kPrefix) + "XXXXXX")).string();
    if (mkdtemp(made.data()) == nullptr)
        throw report::system_error(made, "create directory", errno);
    directory_ = made;
    file_ = directory_ / name;
    lock_ = open_directory(directory_);
    // Before there is a file in it. unfinished() of another process may have the lock for a moment; where there are
    // none, as on some network file systems, it finds nothing.
    while (flock(lock_.get(), LOCK_EX) != 0 && errno == EINTR) {}
    try {
        write_private(file_, text);
    } catch (...) {
        remove();
        throw;
    }
    seen_ = status_or_none(file_);
}

bool EditCopy::is_there() const { return S_ISREG(status_or_none(file_).st_mode); }

std::string EditCopy::text() const {
    const struct stat status = status_or_none(file_);
    if (!S_ISREG(status.st_mode))
        throw report::Error(file_.string(),
                            status.st_mode == 0 ? "is gone" : "is not a regular file any more",
                            "the editor has to write the file that it was given");
    return fs::read_file(file_);
}

bool EditCopy::is_written() {
    const struct stat now = status_or_none(file_), before = std::exchange(seen_, now);
    return now.st_ino != before.st_ino || now.st_size != before.st_size ||
           now.st_mtim.tv_sec != before.st_mtim.tv_sec ||
           now.st_mtim.tv_nsec != before.st_mtim.tv_nsec;
}

bool EditCopy::has_company() const {
    std::error_code ignored;
    return std::ranges::any_of(stdfs::directory_iterator(directory_, ignored),
                               [&](const auto& entry) { return entry.path() != file_; });
}

void EditCopy::remove() {
    std::error_code ignored;
    stdfs::remove_all(directory_, ignored);
}

std::vector<stdfs::path> EditCopy::unfinished() {
    std::vector<stdfs::path> found;
    std::error_code ignored;
    for (const auto& entry : stdfs::directory_iterator(fs::system_temp_directory(), ignored)) {
        const std::string name = entry.path().filename().string();
        if (!name.starts_with(kPrefix)) continue;
        const fs::Descriptor fd = open_directory(entry.path());
        struct stat status {};
        if (!fd.is_open() || fstat(fd.get(), &status) != 0 || status.st_uid != geteuid()) continue;
        if (fs::try_lock(fd.get(), LOCK_EX) != fs::Locked::yes) continue;
        // An empty one is only being made, and one that is gone was removed meanwhile.
        std::error_code gone;
        if (!stdfs::is_empty(entry.path(), gone) && !gone) found.push_back(entry.path());
    }
    std::ranges::sort(found);
    return found;
}

} // namespace calpkg::egg
