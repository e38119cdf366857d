#pragma once

#include "lib/checkout/git.hpp"
#include "lib/hash/known_contents.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace calpkg::checkout {

/// Whether what lies on disk is, in kind and content, what git has in the index.
bool holds_blob(const std::filesystem::path& top, const TrackedFile& file);

/// Tells whether tracked files are on disk what the commit holds. git itself does not: it calls a
/// file unmodified whose line ends or content a setting, a private attribute or a filter of the
/// user's converts, and it does not look again when that setting has changed since. Not for several
/// threads at once.
class CommittedContent {
public:
    /// `contents`, which may be null, knows what some files are, and must outlive this as `git` must.
    explicit CommittedContent(const Git& git, hash::KnownContents* contents = nullptr)
        : git_(git),
          contents_(contents) {}

    /// Throws report::Error, naming the file and the way out, when it is there, neither what git
    /// has in the index nor what a checkout makes of that without anybody's settings, and not among
    /// Git::modified_files(); and when it is a pointer of Git LFS.
    void require(const TrackedFile& file);

private:
    bool is_modified(const std::string& path);

    const Git& git_;
    hash::KnownContents* contents_;
    std::optional<std::vector<std::string>> modified_; ///< asked for when first needed
};

} // namespace calpkg::checkout
