#pragma once

#include <filesystem>

namespace calpkg::capsule {

/// The tags of a repository of SHA-256 that has none, which names of objects would tell else.
inline constexpr const char* kNoTagsOfSha256 = "# sha256\n";

/// Makes a repository of each pack in `packs`, a folder of an unpacked capsule, with its tags below the new directory
/// `checkouts`. The packs go there. Throws report::Error, naming `capsule`, for what is no pack or more than fits.
void make_repositories(const std::filesystem::path& packs, const std::filesystem::path& checkouts,
                       const std::filesystem::path& capsule);

} // namespace calpkg::capsule
