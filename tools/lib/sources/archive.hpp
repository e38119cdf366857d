#pragma once

#include "lib/layout/line.hpp"
#include "lib/sources/transfer.hpp"

#include <filesystem>

namespace calpkg::sources {

/// Makes the source archive `archive.file` in `directory`, of the commit, unless it is there. The same bytes
/// everywhere. Gives whether it was made. Throws report::Error, also when the archive is not the one of the line.
bool make_archive(const std::filesystem::path& directory, const layout::LineArchive& archive,
                  const Way& way);

/// Whether `directory` has the archive, with the line's digest.
bool has_archive(const std::filesystem::path& directory, const layout::LineArchive& archive);

} // namespace calpkg::sources
