#pragma once

#include <cstdint>
#include <filesystem>

namespace calpkg::repo {

/// When a file was last modified, links not followed, in seconds since the epoch, rounded up: a whole second more is
/// later for whoever compares times. 0 where nothing is.
std::int64_t file_time(const std::filesystem::path& file);

/// Whether two names, links not followed, are those of one file or, where hard links are impossible, of two
/// of the same kind, size, time and content. Of directories the kind counts alone.
bool is_same_entry(const std::filesystem::path& one, const std::filesystem::path& other);

/// Whether `one` is there and is, as the file `other`, the same bytes.
bool has_same_bytes(const std::filesystem::path& one, const std::filesystem::path& other);

/// Whether two directories hold the same names, and each is the same entry in both; `except` may differ.
bool is_same_tree(const std::filesystem::path& one, const std::filesystem::path& other,
                  const std::filesystem::path& except = {});

} // namespace calpkg::repo
