#pragma once

#include "lib/repo/manifest.hpp"

#include <filesystem>
#include <set>
#include <string>
#include <vector>

namespace calpkg::repo {

/// Brings what stays of a published directory into the new tree that is to replace it. The
/// published one is only read.
class Merge {
public:
    /// `manifest` is the published directory's.
    Merge(std::filesystem::path published, Manifest manifest, std::filesystem::path tree);

    /// Links packages and log of every component that is not in `replaced`; gives them as the new
    /// manifest shall hold them. A package that somebody removed is in it no more, one that was
    /// signed has its new digest. Throws report::Error for a package that is another one now.
    std::vector<ManifestComponent> keep_components(const std::set<std::string>& replaced) const;

    /// Links every file that cal-pkg did not make, directories included. Call it last: a file whose
    /// name the new tree needs is a report::Error, nothing of either is overwritten.
    void keep_foreign() const;

private:
    void keep_directory(const std::filesystem::path& below) const;
    void keep_entry(const std::filesystem::path& name) const;

    std::filesystem::path published_;
    Manifest manifest_;
    std::filesystem::path tree_;
    std::set<std::filesystem::path> ours_;            ///< files of ours, below published_
    std::set<std::filesystem::path> our_directories_; ///< where those lie
};

} // namespace calpkg::repo
