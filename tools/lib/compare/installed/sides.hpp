#pragma once

#include "lib/compare/packages.hpp"

#include <filesystem>

namespace calpkg::compare {

/// Compares what compare_paths() takes, and installed roots: two of them, or one with a package or with each binary
/// package of a published directory. Throws report::Error.
Comparison compare_sides(const std::filesystem::path& before, const std::filesystem::path& after);

} // namespace calpkg::compare
