#pragma once

#include "lib/checkout/run_git.hpp"
#include "lib/checkout/tracked_file.hpp"
#include "lib/hash/kept_answers.hpp"

#include <cstdint>
#include <ctime>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace calpkg::checkout {

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
    /// `top` must be the top of a work tree; anything else is an error that says what it is. What git has said of it, in
    /// `memory`, a directory, it is not asked again while nothing that it would look at has changed; empty: nowhere. `now`
    /// tells what has not changed for so long that any later change will show.
    explicit Git(std::filesystem::path top, const std::filesystem::path& memory = {},
                 std::time_t now = std::time(nullptr));

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
    /// Writes what git has said into the memory.
    void remember() const;
    /// Output of git with `arguments`, without the trailing newline; throws when git fails.
    std::string output(const std::vector<std::string>& arguments) const;
    /// The same, but false when git exits non-zero; `text` then holds its error text.
    bool try_output(const std::vector<std::string>& arguments, std::string& text) const;

private:
    void recall(const std::filesystem::path& memory);
    process::Result ask(const Arguments& arguments) const;
    process::Result answer_to(const std::string& question,
                              const std::function<process::Result()>& ask) const;
    process::Result status() const;
    const OwnSettings& own_settings() const;
    bool is_the_commits(const std::string& path) const;
    const std::vector<TrackedFile>& readable_files() const;

    std::filesystem::path top_;
    Settings trusted_;            ///< safe.directory of the environment
    std::filesystem::path index_; ///< git's own file
    bool shallow_ = false;
    std::time_t begun_;
    std::unique_ptr<hash::KeptAnswers> answers_; ///< null: no memory
    mutable std::optional<OwnSettings> own_;
    mutable std::optional<bool> lfs_;
    mutable std::optional<std::vector<TrackedFile>> tracked_;
};

} // namespace calpkg::checkout
