#pragma once

#include "lib/verify/tree.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace calpkg::verify {

/// Holds the index in `below`/repodata of `tree` ("" or "SRPMS") against itself (repomd.xml's sizes and checksums) and
/// against the packages that it should list, `expected`, both ways. Paths are below the tree's top.
void look_at_index(Tree& tree, const std::string& below,
                   const std::vector<std::filesystem::path>& expected);

} // namespace calpkg::verify
