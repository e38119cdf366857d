#include "lib/verify/manifest.hpp"

#include "lib/fs/file.hpp"
#include "lib/fs/status.hpp"
#include "lib/hash/digest.hpp"
#include "lib/repo/seal/manifest_seal.hpp"
#include "lib/report/error.hpp"
#include "lib/rpm/format/tags.hpp"

#include <fmt/format.h>

namespace calpkg::verify {

namespace {

namespace stdfs = std::filesystem;

void differ(Tree& tree, const std::string& path, const char* what, const std::string& is,
            const std::string& said) {
    if (is != said)
        tree.error("changed-file", path,
                   fmt::format("its {} is {}, not {} as manifest.json says", what, is, said),
                   kCopyAgain);
}

/// Whether a link leads to a file in the directory, where it can be checked as that.
bool leads_inside(const Tree& tree, const std::string& path) {
    std::error_code failure;
    const stdfs::path to = stdfs::canonical(tree.top / path, failure);
    if (failure) return false;
    const stdfs::path top = stdfs::canonical(tree.top, failure);
    return !failure && repo::is_inside(to.lexically_relative(top).generic_string());
}

/// What is published is a file: what lies elsewhere can change without a trace here. Others' packages may be links to those here.
void refuse_link(Tree& tree, const std::string& path, bool may_be_link) {
    std::error_code failure; // is told where the file is read
    if (stdfs::is_symlink(tree.top / path, failure) && !(may_be_link && leads_inside(tree, path)))
        tree.error("changed-file", path, "is a symbolic link, and was published as a file",
                   kCopyAgain);
}

void look_at_artifact(Tree& tree, const repo::Artifact& artifact, bool ours,
                      std::set<std::string>& known) {
    known.insert(artifact.path);
    tree.explained.insert(artifact.path);
    if (tree.is_unreadable(artifact.path)) return; // told
    if (!tree.has(artifact.path))
        return tree.error("missing-package", artifact.path, "is in manifest.json, and not there",
                          kCopyAgain);
    refuse_link(tree, artifact.path, !ours);
    const auto at = tree.packages.find(artifact.path);
    if (at == tree.packages.end()) return; // no package: told
    const PackageFacts& facts = at->second;
    differ(tree, artifact.path, "size", std::to_string(facts.size), std::to_string(artifact.size));
    differ(tree, artifact.path, "SHA-256", facts.sha256, artifact.sha256);
    differ(tree, artifact.path, "name", facts.nevra(), artifact.nevra);
    const std::string header = facts.signature.text(rpm::tag::seal::sha256);
    if (!header.empty())
        differ(tree, artifact.path, "header's SHA-256", header, artifact.header_sha256);
}

void look_at_file(Tree& tree, const repo::SealedFile& file) {
    tree.explained.insert(file.path);
    if (tree.is_unreadable(file.path)) return; // told
    if (!tree.has(file.path))
        return tree.error("absent-file", file.path, "is in manifest.json, and not there",
                          kCopyAgain);
    refuse_link(tree, file.path, false);
    tree.attempt(file.path, [&] {
        const auto size = static_cast<std::uint64_t>(fs::status_of(tree.top / file.path).st_size);
        if (size != file.size)
            return differ(tree, file.path, "size", std::to_string(size), std::to_string(file.size));
        differ(tree, file.path, "SHA-256", hash::sha256_file(tree.top / file.path), file.sha256);
    });
}

void look_at_files(Tree& tree, const std::string& text) {
    const auto files = repo::sealed_files(text, tree.name(repo::kManifestName));
    tree.sealed = files.has_value();
    if (!files)
        tree.findings.emplace_back(
            "unsealed-manifest", report::Severity::warning, tree.name(repo::kManifestName),
            "is of an older cal-pkg: of itself, the index, logs and instructions it says nothing",
            "seal it with 'cal-pkg index DIR'");
    else
        for (const repo::SealedFile& file : *files) look_at_file(tree, file);
}

std::optional<repo::Manifest> look(Tree& tree) {
    const stdfs::path file = tree.top / repo::kManifestName;
    const std::string text = fs::read_file(file);
    const repo::Manifest manifest = repo::parse_manifest(text, file);
    std::set<std::string> known;
    for (const auto* builds : {&manifest.components, &manifest.earlier})
        for (const repo::ManifestComponent& build : *builds)
            for (const repo::Artifact& artifact : build.artifacts)
                look_at_artifact(tree, artifact, true, known);
    for (const repo::Artifact& other : manifest.others) look_at_artifact(tree, other, false, known);
    for (const auto& [path, facts] : tree.packages)
        if (!known.contains(path))
            tree.error("extra-package", path, "is not in manifest.json",
                       "move it away, or list it with 'cal-pkg index DIR' if it belongs there");
    look_at_files(tree, text);
    return manifest;
}

} // namespace

std::optional<repo::Manifest> look_at_manifest(Tree& tree) {
    std::optional<repo::Manifest> manifest;
    tree.explained.insert(repo::kManifestName);
    tree.sealed = tree.has(repo::kManifestName) && !tree.is_unreadable(repo::kManifestName);
    if (!tree.sealed) {
        if (!tree.has(repo::kManifestName))
            tree.error("absent-file", repo::kManifestName, "is not there", kCopyAgain);
        return manifest;
    }
    refuse_link(tree, repo::kManifestName, false);
    try {
        manifest = look(tree);
    } catch (const report::Error& error) {
        tree.error("damaged-manifest", repo::kManifestName, error.reason(), kCopyAgain);
    }
    return manifest;
}

} // namespace calpkg::verify
