#pragma once

#include "lib/hash/known_contents.hpp"

#include <filesystem>

namespace calpkg::plan {

/// What runs before this one have found out of the same files, and what this one does.
struct Memory {
    hash::KnownContents contents;
    std::filesystem::path git; ///< directory of what git has said, see checkout::Git; empty: none
};

} // namespace calpkg::plan
