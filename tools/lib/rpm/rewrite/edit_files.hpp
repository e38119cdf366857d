#pragma once

#include "lib/hash/digest.hpp"
#include "lib/rpm/format/file_table.hpp"
#include "lib/rpm/rewrite/rewrite.hpp"

#include <set>
#include <string>

namespace calpkg::rpm {

/// A package's file list after an edit.
struct EditedFiles {
    FileTable files;
    std::set<std::string> added; ///< directories that added files need included
};

/// Applies the file part of `edit` to a file list: sizes, digests and times of what is written,
/// rows for what is added. `now` is the time of added files, `hash` that of the digests. Throws
/// report::Error for a file to remove that is not there, and for one that cannot be replaced or
/// added.
EditedFiles edit_files(FileTable files, const PackageEdit& edit, hash::Algorithm hash,
                       std::int64_t now, const std::string& subject);

} // namespace calpkg::rpm
