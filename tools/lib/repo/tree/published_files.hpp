#pragma once

#include "lib/hash/file_digests.hpp"
#include "lib/report/finding.hpp"

#include <filesystem>
#include <functional>
#include <map>
#include <string>

namespace calpkg::repo {

/// The files of a published directory that are no packages, held against what its manifest says of them.
class PublishedFiles {
public:
    /// Knows no file.
    PublishedFiles() = default;
    /// Reads manifest.json of `directory`; one of an older cal-pkg tells of no file. Throws report::Error when it is not the text that
    /// it was sealed as.
    explicit PublishedFiles(std::filesystem::path directory);

    /// Whether the manifest tells of the file `path`, which lies in the directory.
    bool knows(const std::filesystem::path& path) const;
    /// Whether the file `path`, which lies in the directory, is there and not as the manifest says; false for one that it
    /// does not tell of. Throws report::Error when it cannot be read.
    bool is_changed(const std::filesystem::path& path) const;
    /// Throws report::Error when is_changed(path). `way_out` follows "put the published one back".
    void refuse_changed(const std::filesystem::path& path, const std::string& way_out) const;
    /// Throws report::Error for a changed log, unless `accepted`.
    void refuse_changed_log(const std::filesystem::path& log, bool accepted) const;
    /// Does that with each of the files that `counts` (by its name below the directory) and that are, as they are, in `tree`,
    /// which is to replace the directory. `accept_logs`: changed logs stay.
    void refuse_changed_in(const std::filesystem::path& tree,
                           const std::function<bool(const std::filesystem::path&)>& counts,
                           bool accept_logs) const;

    /// Adds a warning for each file that is not as the manifest says, and that `tree`, which is to replace the directory, has anew.
    /// Of repomd.xml and signatures, which others change, it tells nothing.
    void tell_mended(const std::filesystem::path& tree, report::Findings& findings) const;

    /// Whether the directory holds these files, `packages` (their SHA-256, by names below it) and its manifest, each as it is told
    /// to be, and nothing else, no empty directory either. Throws report::Error when one cannot be read.
    bool are_all(const std::map<std::string, std::string>& packages,
                 const hash::FileDigests& digests) const;
    /// Whether the manifest tells of a file of this name, and that content.
    bool has(const std::string& name, const std::string& sha256) const;

private:
    std::string name_of(const std::filesystem::path& path) const;

    std::filesystem::path directory_;
    std::map<std::string, std::string> digests_; ///< SHA-256, by the name below the directory
};

} // namespace calpkg::repo
