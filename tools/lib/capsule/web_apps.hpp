#pragma once

#include "lib/layout/layout.hpp"
#include "lib/reproduce/sources.hpp"

#include <filesystem>

namespace calpkg::capsule {

/// Writes the web apps of `layout` that lie in the user's checkout and that git ignores to the tar archive `file`,
/// at the paths that they have there; its bytes depend on names, contents and who may run them. False, and no file,
/// where the commit itself has all. Throws report::Error where they are missing.
bool write_ignored_web_apps(const layout::Layout& layout, const reproduce::Checkout& checkout,
                            const std::filesystem::path& file);

} // namespace calpkg::capsule
