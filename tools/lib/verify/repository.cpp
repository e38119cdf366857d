#include "lib/verify/repository.hpp"

#include "lib/process/run.hpp"
#include "lib/process/tasks.hpp"
#include "lib/provenance/statement.hpp"
#include "lib/repo/history.hpp"
#include "lib/verify/index.hpp"
#include "lib/verify/limits.hpp"
#include "lib/verify/manifest.hpp"
#include "lib/verify/provenance.hpp"
#include "lib/verify/signatures.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <thread>

namespace calpkg::verify {

namespace {

namespace stdfs = std::filesystem;

void append(report::Findings& all, report::Findings more) {
    std::ranges::move(more, std::back_inserter(all));
}

std::vector<std::string> package_paths(const Tree& tree) {
    std::vector<std::string> paths;
    std::ranges::copy_if(tree.files, std::back_inserter(paths),
                         [](const std::string& path) { return path.ends_with(".rpm"); });
    return paths;
}

/// Every package by itself.
void examine_packages(Tree& tree) {
    std::vector<std::string> paths = package_paths(tree);
    std::erase_if(paths, [&](const std::string& path) { return tree.is_unreadable(path); });
    std::vector<ExaminedPackage> examined(paths.size());
    std::vector<std::function<void()>> tasks;
    for (std::size_t i = 0; i < paths.size(); ++i)
        tasks.emplace_back(
            [&, i] { examined[i] = examine_package(tree.top / paths[i], tree.name(paths[i])); });
    process::run_tasks(tasks, std::max(1U, std::thread::hardware_concurrency()));
    for (std::size_t i = 0; i < paths.size(); ++i) {
        append(tree.findings, std::move(examined[i].findings));
        if (examined[i].facts) tree.packages.emplace(paths[i], std::move(*examined[i].facts));
    }
}

bool is_ours(const repo::Manifest& manifest, const std::string& path) {
    return std::ranges::find(manifest.others, path, &repo::Artifact::path) == manifest.others.end();
}

/// What the target and the keys say of the packages.
void judge_packages(Tree& tree, const std::optional<repo::Manifest>& manifest, const Rules& rules) {
    const std::optional<layout::Target> target =
        manifest ? rules.target(manifest->target) : std::nullopt;
    for (const auto& [path, facts] : tree.packages) {
        if (target)
            append(tree.findings,
                   limits(facts, *target, is_ours(*manifest, path), tree.name(path)));
        tree.attempt(path, [&] {
            append(tree.findings,
                   package_signatures(rules.keys, tree.top / path, facts, target, tree.name(path)));
        });
    }
}

void judge_file(Tree& tree, const std::string& path, const Rules& rules) {
    const std::string signature = path + ".asc";
    tree.explained.insert(signature);
    if (!tree.has(path) || tree.is_unreadable(path) || tree.is_unreadable(signature))
        return; // told
    tree.attempt(signature, [&] {
        append(tree.findings, file_signature(rules.keys, tree.top / path, tree.name(path)));
    });
}

/// Without a manifest all that lies there belongs into an index.
std::vector<stdfs::path> expected_in(const Tree& tree,
                                     const std::optional<repo::Manifest>& manifest, bool sources) {
    if (manifest) return repo::listed_packages(*manifest, sources);
    std::vector<stdfs::path> all;
    for (const std::string& path : package_paths(tree))
        if (repo::is_source(path) == sources) all.emplace_back(path);
    return all;
}

/// Files of which nothing says what is in them.
void tell_unexplained(Tree& tree) {
    if (!tree.sealed) return; // told
    for (const std::string& path : tree.files)
        if (!tree.explained.contains(path) && !path.ends_with(".rpm") && !tree.is_unreadable(path))
            tree.findings.emplace_back("unlisted-file", report::Severity::note, tree.name(path),
                                       "is in neither manifest.json nor an index: nothing says "
                                       "whether it is as it was");
}

/// What is not signed gets the command that signs the whole directory.
void tell_how_to_sign(Tree& tree) {
    const bool is_here = tree.shown.find("://") == std::string::npos;
    const std::string line = fmt::format("cal-pkg index {} --sign KEY",
                                         is_here ? process::shell_word(tree.shown) : "DIR");
    for (report::Finding& finding : tree.findings)
        if (finding.id == "not-signed")
            finding.remedy = is_here ? fmt::format("run '{}'", line)
                                     : fmt::format("run '{}' where it is published from", line);
}

} // namespace

Verified verify_package(const stdfs::path& file, const std::string& shown, const Rules& rules) {
    Verified verified{shown, {}, 1, {}};
    ExaminedPackage examined = examine_package(file, shown);
    verified.findings = std::move(examined.findings);
    if (examined.facts)
        append(verified.findings,
               package_signatures(rules.keys, file, *examined.facts, std::nullopt, shown));
    return verified;
}

Verified verify_repository(const stdfs::path& directory, const std::string& shown,
                           const Rules& rules) {
    Tree tree = open_tree(directory, shown);
    examine_packages(tree);
    const std::optional<repo::Manifest> manifest = look_at_manifest(tree);
    judge_packages(tree, manifest, rules);
    judge_file(tree, repo::kManifestName, rules);
    look_at_provenance(tree, manifest);
    // Else that of the manifest, which has its digest, covers it.
    if (tree.has(provenance::kSignatureName)) judge_file(tree, provenance::kFileName, rules);
    look_at_index(tree, "", expected_in(tree, manifest, false));
    judge_file(tree, "repodata/repomd.xml", rules);
    look_at_index(tree, repo::kSources, expected_in(tree, manifest, true));
    judge_file(tree, "SRPMS/repodata/repomd.xml", rules);
    tell_unexplained(tree);
    tell_how_to_sign(tree);
    return {shown, manifest ? manifest->target : "", package_paths(tree).size(),
            std::move(tree.findings)};
}

} // namespace calpkg::verify
