#pragma once

#include <filesystem>

namespace calpkg::repo {

/// Whether there is nothing new in `fresh`, which is to replace `published`. That others have changed a file there which
/// the manifest names, such as repomd.xml, is nothing new unless `manifest_counts`: the old manifest then stays, too.
bool is_same_publication(const std::filesystem::path& published, const std::filesystem::path& fresh,
                         bool manifest_counts);

} // namespace calpkg::repo
