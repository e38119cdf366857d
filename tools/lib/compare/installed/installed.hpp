#pragma once

#include "lib/compare/packages.hpp"

#include <filesystem>

namespace calpkg::compare {

/// Whether a directory is an installed root, or a copy of one: it has etc, opt, usr or var, and no repodata.
bool is_root(const std::filesystem::path& directory);

/// Which of the two is the installed root.
enum class RootSide { before, after };

/// Compares a package with what an installed root has of it: kinds, modes, owners, link targets, times and contents.
/// Links are followed as the machine would follow them. A ghost that is not there is no difference. What only a package
/// can say (flags, capabilities, …) is not compared. Throws report::Error for what is no sound binary package, and for
/// files that this process must not read.
PackageComparison compare_with_root(const std::filesystem::path& package,
                                    const std::filesystem::path& root, RootSide side);

/// Compares all files of two installed roots; without dev, proc, run and sys. Memory grows with the number of files.
PackageComparison compare_roots(const std::filesystem::path& before,
                                const std::filesystem::path& after);

} // namespace calpkg::compare
