#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

namespace calpkg::repo {

/// Writes `repodata/` for the packages (paths relative to `directory`) with the program createrepo_c:
/// primary, filelists and other as gzip with SHA-256, as el6's yum and everything newer read.
/// The gzip files have encode::Gzip's bytes, whatever zlib there is.
/// Deterministic: packages in the order of their file names, no clock (`epoch` is the time of the metadata
/// and the revision). A package's "file" time is its file's modification time in whole seconds.
/// Modes are 0755 and 0644 whatever the umask. A `repodata/` that is there already is replaced when the
/// new one is complete. Takes the packages as they are: read_package is what finds a damaged one.
/// Throws report::Error.
void write_repository(const std::filesystem::path& directory,
                      const std::vector<std::filesystem::path>& packages, std::int64_t epoch);

/// Throws report::Error when the program that write_repository runs is not there, before somebody works for
/// nothing.
void require_repository_writer();

} // namespace calpkg::repo
