#pragma once

#include <filesystem>

namespace calpkg::sources {

/// Copies the packs and objects of the repository at `from`, a directory, into the repository `to`: also of one that
/// lacks some, which git does not fetch from. Goes on where a killed run stopped. Throws report::Error.
void copy_objects(const std::filesystem::path& from, const std::filesystem::path& to);

} // namespace calpkg::sources
