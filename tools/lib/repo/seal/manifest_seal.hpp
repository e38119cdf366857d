#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace calpkg::repo {

inline constexpr const char* kManifestName = "manifest.json";
inline constexpr const char* kManifestSignature = "manifest.json.asc";

/// A file of a published directory that is no package: index, log, instructions.
struct SealedFile {
    std::string path; ///< below the directory
    std::uint64_t size = 0;
    std::string sha256;
};

/// The manifest `text` (manifest_text's) with what tells of damage in everything else: `files`, the size and the SHA-256 of
/// each regular file in `tree` that is no package (nor the manifest's own signature), and `seal`, the SHA-256 of the text without that line. Throws report::Error.
std::string sealed_manifest(const std::string& text, const std::filesystem::path& tree);

/// What a manifest says of other files than packages, sorted by path. Nothing where it has neither `files` nor `seal`, as
/// those of older versions. Throws report::Error, naming `subject`, where the seal is not the text's,
/// and for sizes and paths that no directory can have.
std::optional<std::vector<SealedFile>> sealed_files(const std::string& text,
                                                    const std::string& subject);

/// Whether two manifests, sealed or not, tell the same but for `files` and `seal`.
bool is_same_but_for_seal(const std::string& one, const std::string& other);

/// More than any file has: a larger number in a manifest is damage, and could not be counted with.
inline constexpr std::uint64_t kLargestSize = std::uint64_t{1} << 53;

/// Whether each part of a path is as short as names of files are (NAME_MAX of Linux's file systems).
bool has_short_parts(const std::string& path);

/// Whether a path that somebody else wrote stays below the directory that it is meant for.
bool is_inside(const std::string& path);

} // namespace calpkg::repo
