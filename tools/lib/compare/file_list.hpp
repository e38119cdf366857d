#pragma once

#include "lib/compare/header.hpp"
#include "lib/rpm/format/file_table.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace calpkg::compare {

/// A regular file that both packages have, whose content differs or may differ.
struct ContentPair {
    std::size_t before = 0; ///< row of the old package's FileTable
    std::size_t after = 0;
    bool certain = true; ///< false: the digests are not of one kind, so only the contents tell
};

/// The files in which two packages differ by their headers, and what the headers say of files beside their content.
/// Gives those whose content is to be compared, in the order of their paths.
std::vector<ContentPair> compare_files(Headers& headers, const rpm::FileTable& before,
                                       const rpm::FileTable& after, Rows& rows);

} // namespace calpkg::compare
