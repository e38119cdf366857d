#pragma once

#include "lib/checkout/run_git.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace calpkg::checkout {

/// One path that git tracks, below the checkout's top.
struct TrackedFile {
    std::string path; ///< relative, as git stores it: any bytes but NUL
    bool hidden =
        false; ///< assume-unchanged or skip-worktree: git does not tell whether it is modified
    bool skip_worktree = false; ///< the latter: a sparse checkout marks what it leaves out so
    unsigned mode = 0;          ///< git's: 0100644, 0100755, 0120000 (link), 0160000 (submodule)
    std::string object;         ///< the name (hex) of its content in the index: a SHA-1 or SHA-256

    bool is_submodule() const { return mode == 0160000; }
};

/// The commit that a checkout stands on.
struct Commit {
    std::string hash;      ///< 40 hex digits
    std::string tree;      ///< the name of its tree, as long
    std::int64_t time = 0; ///< committer time, seconds since the epoch: SOURCE_DATE_EPOCH
    std::string author;    ///< "Name <address>", as written: untrusted
    std::string subject;   ///< first line of the message: untrusted
};

/// A git work tree, read through the `git` program. Reads only: takes no optional locks, goes to no
/// network, runs nothing that any configuration names (hooks, monitors, filters).
/// Every failure is a report::Error that names the checkout.
class Git {
public:
    /// `top` must be the top of a work tree; anything else is an error that says what it is.
    explicit Git(std::filesystem::path top);

    const std::filesystem::path& top() const { return top_; }

    Commit head() const;
    /// What `git ls-files --stage` lists, sorted by path bytes; asked once, then remembered. Unmerged entries
    /// are an error. Not for several threads at once.
    const std::vector<TrackedFile>& tracked_files() const&;
    void tracked_files() const&& = delete; ///< would dangle
    /// Tracked files that differ from HEAD (changed, deleted, staged), sorted. Of submodules only
    /// the commit counts. Whatever the settings, content that is the commit's byte by byte is not
    /// modified, nor is what Git LFS has put in the place of its pointer.
    std::vector<std::string> modified_files() const;
    /// The last remote.origin.url of the repository's own configuration; empty where it has none. Asked once, by
    /// modified_files() already, then remembered.
    std::string origin_address() const;
    /// SHA-256 (hex) of what `modified` files (see modified_files()) are now: path, kind and
    /// content of each. With the commit it identifies the tree, whatever the user's git settings.
    std::string change_digest(const std::vector<std::string>& modified) const;

    /// What a checkout of `file`, a regular one, holds under the work tree's .gitattributes alone;
    /// nothing when the attributes of others cannot be left out.
    std::optional<std::string> plain_content(const TrackedFile& file) const;

    /// "git -C TOP fetch OPTIONS", to paste into a shell; empty when there is nothing to fetch from.
    std::string fetch_line(const std::string& options) const;

    bool is_shallow() const { return shallow_; }
    /// Output of git with `arguments`, without the trailing newline; throws when git fails.
    std::string output(const std::vector<std::string>& arguments) const;
    /// The same, but false when git exits non-zero; `text` then holds its error text.
    bool try_output(const std::vector<std::string>& arguments, std::string& text) const;

private:
    const OwnSettings& own_settings() const;
    bool is_the_commits(const std::string& path) const;
    const std::vector<TrackedFile>& readable_files() const;

    std::filesystem::path top_;
    Settings trusted_;            ///< safe.directory of the environment
    std::filesystem::path index_; ///< git's own file
    bool shallow_ = false;
    mutable std::optional<OwnSettings> own_;
    mutable std::optional<bool> lfs_;
    mutable std::optional<std::vector<TrackedFile>> tracked_;
};

} // namespace calpkg::checkout
