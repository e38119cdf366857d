#include "lib/repo/tree/rights.hpp"

#include "lib/fs/file.hpp"
#include "lib/fs/metadata.hpp"
#include "lib/fs/status.hpp"
#include "lib/fs/walk.hpp"
#include "lib/process/run.hpp"
#include "lib/repo/tree/compare_trees.hpp"
#include "lib/report/error.hpp"

#include <fmt/format.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <linux/limits.h>
#include <optional>
#include <string>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>
#include <vector>

namespace calpkg::repo {

namespace {

namespace stdfs = std::filesystem;

/// What statx tells of `path` in stx_attributes; nothing where the kernel or the file system does not tell.
std::uint64_t attributes_of(const stdfs::path& path) {
    struct statx status {};
    if (statx(AT_FDCWD, path.c_str(), AT_SYMLINK_NOFOLLOW, 0, &status) != 0)
        throw report::system_error(path.string(), "read", errno);
    return status.stx_attributes & status.stx_attributes_mask;
}

/// A bind mount of the same file system has the device of its parent, a mount before Linux 5.8 no attribute.
bool is_mounted(const stdfs::path& directory) {
    return (attributes_of(directory) & STATX_ATTR_MOUNT_ROOT) != 0 ||
           fs::status_of(directory).st_dev != fs::status_of(directory.parent_path()).st_dev;
}

std::vector<stdfs::path> directories_in(const stdfs::path& top) {
    std::vector<stdfs::path> directories{top};
    fs::walk(top, [&](const stdfs::path& path) {
        if (fs::is_real_directory(path)) directories.push_back(path);
    });
    return directories;
}

/// Of the rules of rename(2): a directory with the sticky bit keeps others' files, and a directory that moves
/// has to be writable itself.
void require_renamable(const stdfs::path& directory) {
    if ((attributes_of(directory) & (STATX_ATTR_IMMUTABLE | STATX_ATTR_APPEND)) != 0)
        throw report::Error(directory.string(),
                            "cannot be replaced: it is marked as immutable or append-only",
                            "run 'chattr -i -a' on it, or publish elsewhere");
    const struct stat own = fs::status_of(directory);
    const struct stat parent = fs::status_of(directory.parent_path());
    const uid_t user = geteuid();
    const bool sticky =
        (parent.st_mode & S_ISVTX) != 0 && own.st_uid != user && parent.st_uid != user;
    const bool closed = faccessat(AT_FDCWD, directory.c_str(), W_OK | X_OK, AT_EACCESS) != 0;
    if (closed || (sticky && user != 0))
        throw report::Error(directory.string(),
                            closed ? "cannot be replaced: this user may not write to it"
                                   : "cannot be replaced: it belongs to somebody else, and its "
                                     "directory has the sticky bit",
                            "run as its owner, or publish elsewhere");
}

/// overlayfs does not move a directory of a lower layer, such as one that came with a container's image. It says so
/// before it sees what is at the destination, and nobody replaces a directory that is not empty: a trial without effect.
void require_movable(const stdfs::path& directory, const stdfs::path& work) {
    const stdfs::path occupied = work / "occupied";
    fs::make_directories(occupied / "by");
    const bool moved = rename(directory.c_str(), occupied.c_str()) == 0;
    const int reason = errno;
    if (moved && rename(occupied.c_str(), directory.c_str()) != 0)
        throw report::system_error(directory.string(), "put back", errno);
    stdfs::remove_all(occupied);
    if (moved || reason != EXDEV) return;
    const std::string name = process::shell_word(directory.string());
    const std::string copy = process::shell_word(directory.string() + ".copy");
    throw report::Error(directory.string(),
                        "cannot be replaced: it is of a lower layer of this container's file "
                        "system, which moves only what was made in the container",
                        fmt::format("make it anew with 'cp -a {0} {1} && rm -r {0} && mv {1} {0}', "
                                    "or publish elsewhere",
                                    name, copy));
}

void give_rights(const stdfs::path& from, const stdfs::path& to) {
    try {
        fs::copy_metadata(from, to);
    } catch (const report::Error& error) {
        throw report::Error(error.subject(), error.reason(),
                            "run as its owner or as root, or publish elsewhere");
    }
}

std::optional<std::string> attribute(const stdfs::path& path, const char* name) {
    std::array<char, XATTR_SIZE_MAX> value{};
    const ssize_t size = lgetxattr(path.c_str(), name, value.data(), value.size());
    if (size < 0) return std::nullopt; // there is none, or nothing has any here
    return std::string(value.data(), static_cast<std::size_t>(size));
}

void set_attribute(const stdfs::path& path, const char* name, const std::string& value) {
    if (attribute(path, name) != value &&
        lsetxattr(path.c_str(), name, value.data(), value.size(), 0) != 0)
        throw report::system_error(path.string(), fmt::format("set {} of", name), errno);
}

/// What a file that is made in `directory` has from it, and no more of `mode` than its ACL allows: acl(5).
void inherit(const stdfs::path& directory, const stdfs::path& file, mode_t mode) {
    const struct stat parent = fs::status_of(directory);
    if ((parent.st_mode & S_ISGID) != 0 && fs::status_of(file).st_gid != parent.st_gid &&
        lchown(file.c_str(), static_cast<uid_t>(-1), parent.st_gid) != 0)
        throw report::system_error(file.string(), "set the group of", errno);
    if (const auto label = attribute(directory, "security.selinux"))
        set_attribute(file, "security.selinux", *label);
    if (const auto acl = attribute(directory, "system.posix_acl_default")) {
        set_attribute(file, "system.posix_acl_access", *acl);
        mode &= fs::status_of(file).st_mode;
    }
    fs::set_mode(file, mode & 07777U);
}

/// Of the files of `tree` in one directory, whose rights are set, those that are new.
void give_files_rights(const stdfs::path& published, const stdfs::path& directory) {
    for (const stdfs::directory_entry& entry : stdfs::directory_iterator(directory)) {
        const stdfs::path& file = entry.path();
        const stdfs::path before = published / file.filename();
        if (entry.symlink_status().type() != stdfs::file_type::regular ||
            is_same_entry(before, file))
            continue;
        // A link has everybody's rights, and a FIFO is nobody's file.
        const bool replaces = fs::is_there(before) && S_ISREG(fs::status_of(before).st_mode);
        inherit(directory, file, fs::status_of(replaces ? before : file).st_mode);
    }
}

} // namespace

void require_replaceable(const stdfs::path& directory, const stdfs::path& work) {
    if (!fs::is_there(directory)) return;
    if (is_mounted(directory))
        throw report::Error(directory.string(), "is a mount point, which cannot be replaced",
                            "publish to a directory below it");
    require_renamable(directory);
    require_movable(directory, work);
    const stdfs::path trial = work / "rights";
    if (mkdir(trial.c_str(), 0700) != 0)
        throw report::system_error(trial.string(), "create directory", errno);
    for (const stdfs::path& found : directories_in(directory)) {
        if (is_mounted(found))
            throw report::Error(found.string(), "is a mount point, which cannot be replaced",
                                "unmount it, or publish elsewhere");
        give_rights(found, trial);
    }
    if (rmdir(trial.c_str()) != 0) throw report::system_error(trial.string(), "remove", errno);
}

void keep_rights(const stdfs::path& published, const stdfs::path& tree,
                 const std::set<stdfs::path>& ours, std::int64_t time) {
    const std::vector<stdfs::path> directories = directories_in(tree);
    // What is in a directory comes before it: that may be one that nobody can write to.
    for (auto it = directories.rbegin(); it != directories.rend(); ++it) {
        const stdfs::path below = it->lexically_relative(tree);
        stdfs::path model = below == "." ? published : published / below;
        const bool replaces = fs::is_real_directory(model);
        while (!fs::is_real_directory(model) && model != published) model = model.parent_path();
        if (fs::is_real_directory(model)) {
            give_rights(model, *it);
            give_files_rights(published / below, *it);
        }
        if (ours.contains(below))
            fs::set_time(*it, time);
        else if (replaces)
            fs::set_time(*it, fs::status_of(model).st_mtim);
    }
}

} // namespace calpkg::repo
