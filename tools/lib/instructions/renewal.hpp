#pragma once

#include "lib/layout/target.hpp"
#include "lib/repo/publication.hpp"
#include "lib/report/finding.hpp"

#include <filesystem>
#include <vector>

namespace calpkg::instructions {

/// Writes into the tree of `publication`, which becomes `directory`, the documents() that the template `file` makes of
/// `components`. What is there already and somebody else's stays, and so do all where a component has not told its features:
/// notes tell it. Throws report::Error.
report::Findings write_documents(const repo::Publication& publication,
                                 const std::filesystem::path& directory,
                                 const std::vector<repo::ManifestComponent>& components,
                                 const layout::Target& target, const std::filesystem::path& file);

/// Whether clients will find `publication` signed otherwise than it is published: signed or not, under another name, or
/// elsewhere.
bool changes_signature(const repo::Publication& publication);

} // namespace calpkg::instructions
