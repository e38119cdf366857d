#pragma once

#include "lib/hash/digest.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

namespace calpkg::repo {

/// The most that a file of metadata may have, packed or not: other people's indexes are read, too.
inline constexpr std::uintmax_t kLargestMetadata = 1U << 30;

/// The text of a file of metadata, unpacked as its name tells. Throws report::Error.
std::string metadata_text(const std::filesystem::path& file);

/// What a `type` of checksums in metadata means, if anything reads it; createrepo_c calls SHA-1 "sha".
std::optional<hash::Algorithm> checksum_algorithm(const std::string& type);

/// Encodes what createrepo_c has made below `repodata` anew, as its bytes depend on the machine's zlib: each
/// gzip file, which is named by its checksum, and repomd.xml, which says checksum and size. What is in them
/// stays. `time` is that of the files. Throws report::Error.
void encode_metadata(const std::filesystem::path& repodata, std::int64_t time);

} // namespace calpkg::repo
