#include "lib/repo/tree/same_publication.hpp"

#include "lib/fs/file.hpp"
#include "lib/repo/seal/manifest_seal.hpp"
#include "lib/repo/tree/compare_trees.hpp"

namespace calpkg::repo {

bool is_same_publication(const std::filesystem::path& published, const std::filesystem::path& fresh,
                         bool manifest_counts) {
    if (manifest_counts) return is_same_tree(published, fresh);
    return is_same_tree(published, fresh, kManifestName) &&
           is_same_but_for_seal(fs::read_file(published / kManifestName),
                                fs::read_file(fresh / kManifestName));
}

} // namespace calpkg::repo
