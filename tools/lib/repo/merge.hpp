#pragma once

#include "lib/repo/manifest.hpp"
#include "lib/repo/tree/published_files.hpp"

#include <cstdint>
#include <filesystem>
#include <set>
#include <vector>

namespace calpkg::repo {

/// Brings what stays of a published directory into the new tree that is to replace it. The
/// published one is only read.
class Merge {
public:
    /// `manifest` is the published directory's. `accept_changed`: packages that somebody has replaced by others of
    /// the same name stay, too. `time` is that of everything that is new in the directory.
    Merge(std::filesystem::path published, const Manifest& manifest, std::filesystem::path tree,
          bool accept_changed, std::int64_t time);

    /// Links those of `artifacts` that are there and not yet in the tree, and gives them as they are now: one that
    /// was signed has its new digest, one that somebody removed is missing. Throws report::Error for
    /// a package that is another one now.
    std::vector<Artifact> keep(const std::vector<Artifact>& artifacts) const;
    /// Links a file of ours, if it is there.
    void keep_file(const std::filesystem::path& name) const;

    /// The packages that cal-pkg did not make, below the directory, sorted.
    std::vector<std::filesystem::path> foreign_packages() const;
    /// Links every file that cal-pkg did not make, directories included. Call it last: a file whose
    /// name the new tree needs is a report::Error, nothing of either is overwritten.
    void keep_foreign() const;

    /// Throws report::Error when a file of ours that is kept is not the one of `files`. Not of what may be others' (documents,
    /// signatures) and of repomd.xml, which renew_index() makes anew.
    void refuse_changed(const PublishedFiles& files) const;

private:
    Artifact as_found(const Artifact& known) const;
    bool is_ours(const std::filesystem::path& name) const;
    void keep_directory(const std::filesystem::path& below) const;
    void keep_entry(const std::filesystem::path& name) const;

    std::filesystem::path published_;
    std::filesystem::path tree_;
    bool accept_changed_;
    std::int64_t time_;
    std::set<std::filesystem::path> ours_;            ///< files of ours, below published_
    std::set<std::filesystem::path> listed_;          ///< others' packages that the index lists
    std::set<std::filesystem::path> our_directories_; ///< where those of ours lie
};

} // namespace calpkg::repo
