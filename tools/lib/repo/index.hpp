#pragma once

#include "lib/repo/manifest.hpp"
#include "lib/repo/tree/published_files.hpp"
#include "lib/report/finding.hpp"

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace calpkg::repo {

/// The newest time that anything in `directory`'s repodata has, in seconds since the epoch, rounded up:
/// what repomd.xml says of its files, and the files' own. 0 without a repodata.
std::int64_t newest_time(const std::filesystem::path& directory);

/// The time of what is new in `directory`, published as `previous`, when it becomes `manifest`: of every time that a reader may
/// have seen one second more, so that it takes what is new for newer.
std::int64_t next_time(const std::filesystem::path& directory,
                       const std::optional<Manifest>& previous, const Manifest& manifest);

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

/// Whether the index of `directory` lists `packages`, paths below it with their SHA-256, and no others, each with the time
/// that its file has: one that is made of them now would say the same. Throws report::Error.
bool lists_as_they_are(const std::filesystem::path& directory,
                       const std::map<std::filesystem::path, std::string>& packages);

/// Whether a file in repodata is made of packages or of repomd.xml, in whatever form and with or without a
/// checksum before the name: no such file of an old index stays beside a new one. Keys are not.
bool is_made_of_packages(const std::filesystem::path& name);

} // namespace calpkg::repo
