#pragma once

#include <filesystem>
#include <functional>
#include <string>

namespace calpkg::tar {

/// Unpacks those members of `archive` that `wanted` takes, by their normalised names, to `destination`, an empty
/// directory that nobody else writes to. Files get mode 0700 or 0600 as their owner may run them, directories 0700; a
/// hard link becomes a file of its own, its file being wanted, too. Symbolic links are kept as they are and never
/// followed. Throws report::Error for what list_members() refuses, before anything is written, and when a file
/// cannot be written; report::Interrupted.
void unpack(const std::filesystem::path& archive, const std::filesystem::path& destination,
            const std::function<bool(const std::string&)>& wanted);

} // namespace calpkg::tar
