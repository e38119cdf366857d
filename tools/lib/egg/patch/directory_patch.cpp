#include "lib/egg/patch/directory_patch.hpp"

#include "lib/egg/patch/stale_proof.hpp"
#include "lib/egg/patch/work_directory.hpp"
#include "lib/fs/file.hpp"
#include "lib/fs/metadata.hpp"
#include "lib/fs/status.hpp"
#include "lib/report/error.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <linux/fs.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <vector>

namespace calpkg::egg {

namespace {

namespace stdfs = std::filesystem;

/// What an added file takes owner and mode from: the first file of the egg beside it, or any.
stdfs::path sample_for(const Egg& egg, const stdfs::path& top, const std::string& name) {
    const std::string folder = name.substr(0, name.rfind('/') + 1);
    const Member* sample = nullptr;
    for (const Member& member : egg.members()) {
        if (member.directory || !member.link.empty()) continue;
        if (member.name.starts_with(folder)) return top / egg.in_directory(member.name);
        if (sample == nullptr) sample = &member;
    }
    return sample == nullptr ? top : top / egg.in_directory(sample->name);
}

/// Writes a file that is not there, like `sample` but for content and time.
void write_like(const stdfs::path& sample, const stdfs::path& to, const std::string& content,
                std::int64_t time, fs::Copying copying) {
    fs::write_file(to, content, 0600);
    fs::copy_metadata(sample, to, copying);
    struct stat status {};
    if (lstat(sample.c_str(), &status) == 0 && S_ISDIR(status.st_mode)) chmod(to.c_str(), 0644);
    fs::set_time(to, time);
    fs::flush(to);
}

/// Directories that an added member needs, like the egg's own.
void make_parents(const stdfs::path& top, const stdfs::path& directory, fs::Copying copying) {
    if (fs::is_there(directory)) return;
    make_parents(top, directory.parent_path(), copying);
    if (mkdir(directory.c_str(), 0755) != 0)
        throw report::system_error(directory.string(), "create", errno);
    fs::copy_metadata(top, directory, copying);
}

void write_members(const Egg& egg, const stdfs::path& from, const Changes& changes,
                   const stdfs::path& to, fs::Copying copying) {
    const std::unique_ptr<Egg> patched = rewrite_directory(egg, changes);
    for (const auto& [name, content] : changes.write) {
        const stdfs::path file = to / egg.in_directory(name);
        const std::int64_t time = patched->find(name)->mtime;
        make_parents(to, file.parent_path(), copying);
        const bool is_file =
            std::filesystem::is_regular_file(std::filesystem::symlink_status(file));
        if (fs::is_there(file)) unlink(file.c_str()); // it may be a hard link to the old egg's file
        if (is_file) {
            write_like(from / egg.in_directory(name), file, content, time, copying);
        } else {
            write_like(sample_for(egg, from, name), file, content, time, copying);
        }
    }
}

/// `changes` by where their files lie below the egg's directory.
Changes in_directory(const Egg& egg, const Changes& changes) {
    Changes below;
    for (const auto& [name, content] : changes.write) below.write[egg.in_directory(name)] = content;
    for (const std::string& name : changes.remove) below.remove.push_back(egg.in_directory(name));
    return below;
}

void remove_file(const stdfs::path& file) {
    if (unlink(file.c_str()) != 0) throw report::system_error(file.string(), "remove", errno);
}

/// Replaces files one by one and puts them back unless it comes to the end.
class OneByOne {
public:
    /// `fresh` is the complete new tree, `held` an empty directory for the old files.
    OneByOne(stdfs::path egg, stdfs::path fresh, stdfs::path held)
        : egg_(std::move(egg)),
          fresh_(std::move(fresh)),
          held_(std::move(held)) {}
    ~OneByOne() {
        for (auto name = done_.rbegin(); name != done_.rend(); ++name) put_back(*name);
    }
    OneByOne(const OneByOne&) = delete;
    OneByOne& operator=(const OneByOne&) = delete;

    void run(const Changes& changes) {
        for (const std::string& name : changes.remove) {
            hold(name);
            remove_file(egg_ / name);
        }
        for (const auto& [name, content] : changes.write) {
            hold(name);
            make_parents(egg_, (egg_ / name).parent_path(), fs::Copying::exact);
            if (rename((fresh_ / name).c_str(), (egg_ / name).c_str()) != 0)
                throw report::system_error((egg_ / name).string(), "replace", errno);
        }
        done_.clear();
    }

private:
    void hold(const std::string& name) {
        if (fs::is_there(egg_ / name)) {
            stdfs::create_directories((held_ / name).parent_path());
            // Another name of it: put back, it is again what its names elsewhere are.
            if (link((egg_ / name).c_str(), (held_ / name).c_str()) != 0)
                fs::duplicate_file(egg_ / name, held_ / name);
        }
        done_.push_back(name);
    }

    void put_back(const std::string& name) const {
        const stdfs::path file = egg_ / name;
        if (rename((held_ / name).c_str(), file.c_str()) == 0 || errno != ENOENT) return;
        unlink(file.c_str());
        stdfs::path parent = file.parent_path(); // those made for this file are empty now
        while (parent != egg_ && rmdir(parent.c_str()) == 0) parent = parent.parent_path();
    }

    stdfs::path egg_, fresh_, held_;
    std::vector<std::string> done_;
};

void put_backup(const stdfs::path& egg, const stdfs::path& copy) {
    if (rename(copy.c_str(), backup_path(egg).c_str()) != 0)
        throw report::system_error(backup_path(egg).string(), "create", errno);
}

} // namespace

bool exchange(const stdfs::path& fresh, const stdfs::path& old) {
    // musl has no function for it.
    if (syscall(SYS_renameat2, AT_FDCWD, fresh.c_str(), AT_FDCWD, old.c_str(), RENAME_EXCHANGE) ==
        0)
        return true;
    // EXDEV: a directory of an overlay's lower layer.
    if (errno == EINVAL || errno == ENOSYS || errno == EOPNOTSUPP || errno == EXDEV) return false;
    throw report::system_error(old.string(), "replace", errno);
}

void patch_tree(const stdfs::path& egg, const Changes& changes, const stdfs::path& to,
                fs::Copying copying) {
    const std::unique_ptr<Egg> old = Egg::open(egg);
    fs::copy_tree(egg, to, copying);
    for (const std::string& name : changes.remove) remove_file(to / old->in_directory(name));
    write_members(*old, egg, changes, to, copying);
}

void replace_one_by_one(const stdfs::path& egg, const stdfs::path& fresh, const stdfs::path& held,
                        const Changes& changes) {
    OneByOne(egg, fresh, held).run(changes);
}

BackupResult replace_directory(const EggLock& lock, const Changes& changes, Backup backup) {
    const stdfs::path& egg = lock.path();
    const bool there = fs::is_there(backup_path(egg));
    if (backup == Backup::keep) check_backup(egg);

    const WorkDirectory work(egg);
    const bool make = backup == Backup::keep && !there;
    const stdfs::path fresh = work.path() / egg.filename(), copy = work.path() / "backup";
    // A copy, since editors write into files that have several names. One that has several already
    // gets one more: put back, it is again what its other names are. Before the new tree is made,
    // which gives every file another name.
    try {
        if (make) fs::copy_tree(egg, copy, fs::Copying::backup);
        patch_tree(egg, changes, fresh, fs::Copying::share);
    } catch (const report::Error& error) {
        throw work.told(error);
    }
    if (make) put_backup(egg, copy);
    try {
        lock.check_unchanged();
        if (!exchange(fresh, egg)) {
            const stdfs::path held = work.path() / "held";
            stdfs::create_directory(held);
            replace_one_by_one(egg, fresh, held, in_directory(*Egg::open(egg), changes));
        }
    } catch (...) {
        std::error_code ignored; // a full disk cannot even rename, perhaps
        if (make && rename(backup_path(egg).c_str(), (work.path() / "no-backup").c_str()) != 0)
            stdfs::remove_all(backup_path(egg), ignored);
        throw;
    }
    fs::flush_parent(egg);
    return backup == Backup::none ? BackupResult::none
           : there                ? BackupResult::kept_first
                                  : BackupResult::made;
}

} // namespace calpkg::egg
