#include "lib/fs/metadata.hpp"

#include "lib/fs/descriptor.hpp"
#include "lib/fs/status.hpp"
#include "lib/fs/transfer.hpp"
#include "lib/report/error.hpp"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <optional>
#include <string>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <system_error>
#include <unistd.h>
#include <vector>

namespace calpkg::fs {

namespace {

namespace stdfs = std::filesystem;

bool is_content_seal(const std::string& name) {
    return name == "security.ima" || name == "security.evm";
}

/// Names of the extended attributes; none on file systems without them.
std::vector<std::string> attribute_names(const stdfs::path& path) {
    std::vector<char> buffer;
    ssize_t size = 0;
    do { // the list may grow between the two calls
        size = llistxattr(path.c_str(), nullptr, 0);
        if (size <= 0) break;
        buffer.resize(static_cast<std::size_t>(size));
        size = llistxattr(path.c_str(), buffer.data(), buffer.size());
    } while (size < 0 && errno == ERANGE);
    if (size < 0 && errno != ENOTSUP)
        throw report::system_error(path.string(), "read the attributes", errno);
    std::vector<std::string> names;
    for (ssize_t at = 0; at < size; at += static_cast<ssize_t>(names.back().size()) + 1)
        names.emplace_back(buffer.data() + at);
    return names;
}

/// The value of an attribute; nothing when there is no such.
std::optional<std::string> attribute(const stdfs::path& path, const std::string& name) {
    std::string value;
    ssize_t size = 0;
    do {
        size = lgetxattr(path.c_str(), name.c_str(), nullptr, 0);
        if (size <= 0) break;
        value.resize(static_cast<std::size_t>(size));
        size = lgetxattr(path.c_str(), name.c_str(), value.data(), value.size());
    } while (size < 0 && errno == ERANGE);
    if (size < 0 && (errno == ENODATA || errno == ENOTSUP)) return std::nullopt;
    if (size < 0)
        throw report::system_error(path.string(), "read attribute " + name + " of", errno);
    value.resize(static_cast<std::size_t>(size));
    return value;
}

void copy_attributes(const stdfs::path& from, const stdfs::path& to) {
    const std::vector<std::string> names = attribute_names(from);
    for (const std::string& name : attribute_names(to))
        if (std::find(names.begin(), names.end(), name) == names.end())
            // A label that a security module put there cannot be taken away: nothing is lost.
            static_cast<void>(lremovexattr(to.c_str(), name.c_str()));
    for (const std::string& name : names) {
        const std::optional<std::string> value = attribute(from, name);
        if (!value || is_content_seal(name) || value == attribute(to, name)) continue;
        if (lsetxattr(to.c_str(), name.c_str(), value->data(), value->size(), 0) != 0)
            throw report::system_error(from.string(), "keep attribute " + name + " of", errno);
    }
}

/// To the nanosecond.
void copy_times(const stdfs::path& from, const stdfs::path& to) {
    const struct stat status = status_of(from);
    const timespec times[2] = {status.st_atim, status.st_mtim};
    if (utimensat(AT_FDCWD, to.c_str(), times, AT_SYMLINK_NOFOLLOW) != 0)
        throw report::system_error(to.string(), "set the time", errno);
}

void copy_link(const stdfs::path& from, const stdfs::path& to, Copying copying) {
    std::error_code failure;
    stdfs::copy_symlink(from, to, failure);
    if (failure) throw report::system_error(to.string(), "create", failure.value());
    copy_metadata(from, to, copying);
    copy_times(from, to);
}

void copy_entry(const stdfs::path& from, const stdfs::path& to, Copying copying) {
    const struct stat status = status_of(from);
    const mode_t type = status.st_mode & S_IFMT;
    if (type == S_IFDIR) return copy_tree(from, to, copying);
    if (type == S_IFLNK) return copy_link(from, to, copying);
    if (type != S_IFREG)
        throw report::Error(from.string(), "is neither a file nor a directory nor a link",
                            "remove it");
    const bool share =
        copying == Copying::share || (copying == Copying::backup && status.st_nlink > 1);
    if (share && link(from.c_str(), to.c_str()) == 0) return;
    duplicate_file(from, to, copying);
}

} // namespace

void set_mode(const stdfs::path& path, mode_t mode) {
    if (chmod(path.c_str(), mode) != 0)
        throw report::system_error(path.string(), "set the mode of", errno);
}

void set_time(const stdfs::path& path, const timespec& time) {
    const timespec times[2] = {time, time};
    if (utimensat(AT_FDCWD, path.c_str(), times, AT_SYMLINK_NOFOLLOW) != 0)
        throw report::system_error(path.string(), "set the time of", errno);
}

void set_time(const stdfs::path& path, std::int64_t epoch) {
    set_time(path, timespec{.tv_sec = epoch, .tv_nsec = 0});
}

void set_mode_and_time(const stdfs::path& path, mode_t mode, std::int64_t epoch) {
    set_mode(path, mode);
    set_time(path, epoch);
}

void copy_metadata(const stdfs::path& from, const stdfs::path& to) {
    const struct stat status = status_of(from);
    // The owner first: changing it takes set-id bits and capabilities away.
    if (lchown(to.c_str(), status.st_uid, status.st_gid) != 0) {
        const report::Error cause = report::system_error(from.string(), "keep the owner", errno);
        throw report::Error(cause.subject(), cause.reason(),
                            "run as root, or write the result elsewhere with --output");
    }
    if (!S_ISLNK(status.st_mode) && chmod(to.c_str(), status.st_mode & 07777U) != 0)
        throw report::system_error(from.string(), "keep the mode", errno);
    copy_attributes(from, to);
}

void copy_metadata(const stdfs::path& from, const stdfs::path& to, Copying copying) {
    if (copying != Copying::elsewhere) return copy_metadata(from, to);
    const mode_t mode = status_of(from).st_mode;
    if (!S_ISLNK(mode)) set_mode(to, mode & 0777U);
}

void duplicate_file(const stdfs::path& from, const stdfs::path& to, Copying copying) {
    copy_content(from, to);
    copy_metadata(from, to, copying);
    copy_times(from, to);
    flush(to);
}

void copy_tree(const stdfs::path& from, const stdfs::path& to, Copying copying) {
    if (mkdir(to.c_str(), 0700) != 0) throw report::system_error(to.string(), "create", errno);
    std::error_code failure;
    for (stdfs::directory_iterator it(from, failure), end; !failure && it != end;
         it.increment(failure))
        copy_entry(it->path(), to / it->path().filename(), copying);
    if (failure) throw report::system_error(from.string(), "read", failure.value());
    copy_metadata(from, to, copying);
    copy_times(from, to);
    flush(to);
}

void flush(const stdfs::path& path) {
    const Descriptor fd = try_open(path, O_RDONLY | O_NOFOLLOW);
    if (fd.is_open() && (try_flush(fd.get()) || errno == EINVAL)) return;
    // What only others may read was made readable by nobody here: EACCES comes after a chmod.
    if (errno != EACCES) throw report::system_error(path.string(), "write to disk", errno);
}

void flush_parent(const stdfs::path& path) {
    try {
        flush(path.has_parent_path() ? path.parent_path() : ".");
    } catch (const report::Error&) { // a file system that flushes no directories
    }
}

} // namespace calpkg::fs
