#include "lib/verify/provenance.hpp"

#include "lib/fs/file.hpp"
#include "lib/provenance/statement.hpp"
#include "lib/report/error.hpp"
#include "lib/report/json_fault.hpp"

#include <fmt/format.h>

#include <map>
#include <nlohmann/json.hpp>
#include <set>

namespace calpkg::verify {

namespace {

using Json = nlohmann::json;
namespace stdfs = std::filesystem;

void tell(Tree& tree, const std::string& what) {
    tree.error("wrong-provenance", provenance::kFileName, what, kCopyAgain);
}

/// Gives the names that the statement has for them. Also of a statement that is not cal-pkg's: by file name alone, as a rule.
std::set<std::string> look_at_subjects(Tree& tree, const Json& statement) {
    std::map<std::string, std::string> digests; // by path and by file name
    for (const auto& [path, facts] : tree.packages) {
        digests[path] = facts.sha256;
        digests[stdfs::path(path).filename().string()] = facts.sha256;
    }
    std::set<std::string> names;
    for (const Json& subject : statement.at("subject")) {
        const auto name = subject.at("name").get<std::string>();
        const auto digest = subject.at("digest").at("sha256").get<std::string>();
        names.insert(name);
        if (tree.is_unreadable(name)) continue; // told
        const auto at = digests.find(name);
        if (at == digests.end() && !tree.has(name))
            tell(tree, fmt::format("tells of {}, which is not here", name));
        else if (at != digests.end() && at->second != digest)
            tell(tree, fmt::format("tells of {} with another SHA-256, {}", name, digest));
    }
    return names;
}

void look_for_others(Tree& tree, const repo::Manifest& manifest,
                     const std::set<std::string>& subjects) {
    for (const auto* builds : {&manifest.components, &manifest.earlier})
        for (const repo::ManifestComponent& build : *builds)
            for (const repo::Artifact& artifact : build.artifacts)
                if (!subjects.contains(artifact.path) &&
                    !subjects.contains(stdfs::path(artifact.path).filename().string()))
                    tell(tree, fmt::format("does not tell of {}", artifact.path));
}

} // namespace

void look_at_provenance(Tree& tree, const std::optional<repo::Manifest>& manifest) {
    if (!tree.has(provenance::kFileName) || tree.is_unreadable(provenance::kFileName)) return;
    try {
        const std::string text = fs::read_file(tree.top / provenance::kFileName);
        const Json statement = Json::parse(report::shallow_json(text, provenance::kFileName));
        const std::set<std::string> subjects = look_at_subjects(tree, statement);
        if (manifest) look_for_others(tree, *manifest, subjects);
    } catch (const Json::exception& error) {
        tell(tree, fmt::format("is not an in-toto statement ({})", report::json_fault(error)));
    } catch (const report::Error& error) {
        tree.error("wrong-provenance", provenance::kFileName, error.reason(), kCopyAgain);
    }
}

} // namespace calpkg::verify
