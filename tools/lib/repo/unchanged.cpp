#include "lib/repo/unchanged.hpp"

#include "lib/fs/file.hpp"
#include "lib/fs/status.hpp"
#include "lib/fs/walk.hpp"
#include "lib/hash/digest.hpp"
#include "lib/provenance/statement.hpp"
#include "lib/repo/history.hpp"
#include "lib/repo/index.hpp"
#include "lib/repo/refusals.hpp"
#include "lib/repo/replacement.hpp"
#include "lib/repo/seal/manifest_seal.hpp"

#include <algorithm>
#include <map>
#include <string>

namespace calpkg::repo {

namespace {

namespace stdfs = std::filesystem;

using Digests = std::map<std::string, std::string>;

/// SHA-256 of every package that the manifest names, by the name below the directory.
Digests packages_of(const Manifest& manifest) {
    Digests packages;
    const auto take = [&](const Artifact& artifact) { packages[artifact.path] = artifact.sha256; };
    for (const auto* list : {&manifest.components, &manifest.earlier})
        for (const ManifestComponent& build : *list) std::ranges::for_each(build.artifacts, take);
    std::ranges::for_each(manifest.others, take);
    return packages;
}

/// Whether one of the indexes lists what it would if it was made now.
bool fits(const stdfs::path& directory, const Manifest& manifest, const Digests& packages,
          bool sources) {
    const stdfs::path top = sources ? stdfs::path(kSources) : stdfs::path();
    std::map<stdfs::path, std::string> listed;
    for (const stdfs::path& package : listed_packages(manifest, sources))
        listed[sources ? package.lexically_relative(top) : package] =
            packages.at(package.generic_string());
    if (sources && listed.empty() && !fs::is_there(directory / kSourceIndex)) return true;
    return lists_as_they_are(directory / top, listed);
}

/// Whether every file of `tree` is published with the same content.
bool brings_nothing(const stdfs::path& tree, const PublishedFiles& files) {
    bool nothing = true;
    fs::walk(tree, [&](const stdfs::path& path) {
        if (fs::is_real_directory(path)) return;
        nothing = nothing && files.has(path.lexically_relative(tree).generic_string(),
                                       hash::sha256_file(path));
    });
    return nothing;
}

} // namespace

bool is_as_published(const Standing& published, const stdfs::path& tree, const Manifest& manifest) {
    const auto& [directory, files, digests] = published;
    const std::string text = manifest_text(manifest);
    if (!is_same_but_for_seal(fs::read_file(directory / kManifestName), text) ||
        !files.has(provenance::kFileName, hash::sha256(provenance::statement_text(text))))
        return false;
    refuse_doubles(directory, manifest);
    const Digests packages = packages_of(manifest);
    return brings_nothing(tree, files) && files.are_all(packages, digests) &&
           fits(directory, manifest, packages, false) && fits(directory, manifest, packages, true);
}

} // namespace calpkg::repo
