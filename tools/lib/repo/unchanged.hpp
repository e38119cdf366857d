#pragma once

#include "lib/hash/file_digests.hpp"
#include "lib/repo/manifest.hpp"
#include "lib/repo/tree/published_files.hpp"

#include <filesystem>

namespace calpkg::repo {

/// A published directory, with what its manifest says of its files.
struct Standing {
    const std::filesystem::path& directory;
    const PublishedFiles& files;
    const hash::FileDigests& digests;
};

/// Whether nothing was changed in a directory since it was published as `manifest`, and nothing is in `tree` that would
/// change it: each file is there with the content that the manifest tells, with none beside them, and the indexes say of the
/// packages what is. Only for a directory that is not signed. Throws report::Error for what cannot be read.
bool is_as_published(const Standing& published, const std::filesystem::path& tree,
                     const Manifest& manifest);

} // namespace calpkg::repo
