#pragma once

#include "lib/compare/file_list.hpp"
#include "lib/compare/file_source.hpp"

#include <filesystem>
#include <vector>

namespace calpkg::compare {

/// Files with the source of their contents.
struct FileSide {
    const rpm::FileTable& files;
    FileSource& source;
};

/// Compares the contents of `pairs`: a row a file or, of archives, a member. `scratch` is an empty directory that nobody
/// else writes to. Throws report::Error.
void compare_file_contents(const FileSide& before, const FileSide& after,
                           const std::vector<ContentPair>& pairs,
                           const std::filesystem::path& scratch, Rows& rows);

} // namespace calpkg::compare
