#pragma once

#include "lib/fs/descriptor.hpp"
#include "lib/report/error.hpp"

#include <filesystem>

namespace calpkg::repo {

/// How a directory is replaced: in one step where the file system can (renameat2), else by two
/// renames, with a moment between them in which nothing is at the destination.
enum class Replacement { exchange, two_renames };

/// Puts the finished directory `fresh` at `destination` in one step: renameat2(RENAME_EXCHANGE) when something is there
/// already (the old one then stands at `fresh`, for the caller to remove), rename when nothing is. On file systems
/// without exchange: two renames, as `two_renames` always does. Everything is flushed to disk first. Throws
/// report::Error; the destination is then as it was.
void publish(const std::filesystem::path& fresh, const std::filesystem::path& destination,
             Replacement replacement = Replacement::exchange);

/// `error`, which tells of the published `directory` what it tells of `fresh`, the directory that was to take its place:
/// that one goes, and nobody has heard of it.
report::Error as_published(const report::Error& error, const std::filesystem::path& fresh,
                           const std::filesystem::path& directory);

/// Puts back what a process that was killed between publish()'s two renames had moved aside. Call
/// it under the lock, before anything looks at `destination`.
void repair_publication(const std::filesystem::path& destination);

} // namespace calpkg::repo
