#pragma once

#include "lib/checkout/committed.hpp"
#include "lib/checkout/git.hpp"
#include "lib/checkout/submodules.hpp"
#include "lib/hash/known_contents.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace calpkg::plan {

/// The files that a component is made from: what git tracks in a checkout or, without one, all that lies in the
/// directory beside its layout, as files of mode 0644: how they were copied there says nothing.
class Sources {
public:
    /// Those of a checkout. It must outlive this, and so must `contents`, if it is not null: what is known of its files.
    Sources(const checkout::Git& git, // NOLINT(google-explicit-constructor): a checkout is one
            hash::KnownContents* contents = nullptr);
    Sources(checkout::Git&&) = delete; ///< would dangle
    /// Those in `directory`, which need not be there. Throws report::Error for what is neither a file nor a directory.
    explicit Sources(std::filesystem::path directory);

    const std::filesystem::path& top() const { return top_; }
    /// The checkout; null without one.
    const checkout::Git* git() const { return git_; }
    /// Null without one.
    hash::KnownContents* contents() const { return contents_; }
    /// All of them, sorted by path.
    const std::vector<checkout::TrackedFile>& files() const;
    /// Whether `path` is there, be it only in git's index: what a sparse checkout leaves out on disk is part of
    /// the commit all the same.
    bool has(const std::string& path) const;

    /// What is at `path` or below it, see checkout::tracked_below().
    checkout::TrackedBelow below(const std::string& path,
                                 const checkout::WantedSubmodule& wanted) const;
    /// Throws report::Error unless `file` is on disk what the commit holds.
    void require_committed(const checkout::TrackedFile& file);

private:
    std::filesystem::path top_;
    const checkout::Git* git_ = nullptr;
    hash::KnownContents* contents_ = nullptr;
    std::optional<checkout::CommittedContent> committed_;
    std::vector<checkout::TrackedFile> beside_;
};

} // namespace calpkg::plan
