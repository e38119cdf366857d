#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include <sys/stat.h>

namespace calpkg::doctor {

/// A machine's files below a root, which is "/" on the machine itself. Paths are the machine's own
/// ("/etc/salt/master"). Links are followed as the machine would follow them: an absolute one begins at the root again,
/// and none leads out of it. Reads only. One thread at a time.
class Site {
public:
    /// Throws report::Error when `root` is not a directory.
    explicit Site(const std::filesystem::path& root);

    /// Whether it is the running system's.
    bool is_running() const { return root_ == "/"; }
    const std::filesystem::path& root() const { return root_; }

    /// Where `path` is for this process, every link resolved; nothing when it is not there, or cannot be told.
    std::optional<std::filesystem::path> real(const std::string& path) const;
    /// The same, but for a link at the end: that is `path` itself.
    std::optional<std::filesystem::path> real_entry(const std::string& path) const;

    bool has(const std::string& path) const { return real(path).has_value(); }
    bool is_directory(const std::string& path) const;
    /// What stat(2) tells of it, and lstat(2).
    std::optional<struct stat> status(const std::string& path) const;
    std::optional<struct stat> entry_status(const std::string& path) const;
    /// Target of a link as it is written; "" of anything else.
    std::string link(const std::string& path) const;

    /// A regular file's content; nothing for what is not there, is no file, has more than `limit` bytes or must not be
    /// read (see unreadable()).
    std::optional<std::string> read(const std::string& path, std::uintmax_t limit = kLimit) const;
    /// Names in a directory, sorted; none where there is no such directory.
    std::vector<std::string> names(const std::string& path) const;
    /// Calls `visit` for everything below the directory `path`, sorted; links are not followed.
    void walk(const std::string& path,
              const std::function<void(const std::string&, const struct stat&)>& visit) const;

    /// What this process must not look at, though it was asked for.
    const std::set<std::string>& unreadable() const { return unreadable_; }

    static constexpr std::uintmax_t kLimit = 64U << 20;

private:
    std::optional<std::filesystem::path> resolve(const std::string& path, bool last) const;
    void note_refusal(const std::string& path, int error_number) const;

    std::filesystem::path root_;
    mutable std::set<std::string> unreadable_;
};

} // namespace calpkg::doctor
