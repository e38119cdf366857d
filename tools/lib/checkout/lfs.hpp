#pragma once

#include "lib/checkout/git.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace calpkg::checkout {

/// What Git LFS commits in the place of a file (git-lfs, docs/spec.md).
struct LfsPointer {
    std::string sha256; ///< hex, of the file itself
    std::uintmax_t size = 0;
};

/// A pointer has fewer bytes, by its specification.
constexpr int kLfsPointerLimit = 1024;

/// The pointer that `text` is; nothing when it is anything else.
std::optional<LfsPointer> parse_lfs_pointer(std::string_view text);

/// Whether the commit has a pointer for `file`, and what it stands for lies on disk.
bool holds_lfs_content(const Git& git, const TrackedFile& file);

/// Whether the checkout's own attributes give any file to Git LFS.
bool uses_lfs(const Git& git);

} // namespace calpkg::checkout
