#pragma once

#include <filesystem>

namespace calpkg::reproduce {

enum class Sameness {
    bytes,         ///< the same file
    but_signature, ///< header and payload are the same bytes, and the published one is signed
    different,
    not_made, ///< the build has made no package of that name
};

/// Whether `made` is the package `published`. Throws report::Error for what is no package.
Sameness compare_bytes(const std::filesystem::path& published, const std::filesystem::path& made);

} // namespace calpkg::reproduce
