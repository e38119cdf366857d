#pragma once

#include "lib/repo/tree/published_files.hpp"
#include "lib/report/finding.hpp"

#include <cstdint>
#include <filesystem>
#include <set>
#include <string>
#include <vector>

namespace calpkg::repo {

/// The newest time that anything in `directory`'s repodata has, in seconds since the epoch, rounded up:
/// what repomd.xml says of its files, and the files' own. 0 without a repodata.
std::int64_t newest_time(const std::filesystem::path& directory);

struct Index {
    bool renewed = false; ///< else it is the published one, to the byte
    /// Lists of packages that the published repomd.xml names by their checksums, as paths below the
    /// directory: clients that have it may still ask for them.
    std::vector<std::string> replaced;
    report::Findings findings; ///< what of the published index could not stay
};

/// Writes `tree`/repodata over `packages` (below `tree`), which is to replace `published`'s. If that one lists
/// the same it stays as it is, signatures included. Otherwise the new one has `time` everywhere, a revision
/// that is greater than the old one if that is a number, and everything in the old repomd.xml that is not
/// made of packages (errata, groups, modules), whose files the caller brings along. A repomd.xml that is not the one
/// of `files`, though nobody has added to it, does not stay. Throws report::Error.
Index renew_index(const std::filesystem::path& published, const std::filesystem::path& tree,
                  const std::vector<std::filesystem::path>& packages, std::int64_t time,
                  const PublishedFiles& files = {});

/// The packages that the index of `directory` lists, as paths below it; none without an index that can be read.
std::set<std::filesystem::path> packages_in_index(const std::filesystem::path& directory);

/// Whether a file in repodata is made of packages or of repomd.xml, in whatever form and with or without a
/// checksum before the name: no such file of an old index stays beside a new one. Keys are not.
bool is_made_of_packages(const std::filesystem::path& name);

} // namespace calpkg::repo
