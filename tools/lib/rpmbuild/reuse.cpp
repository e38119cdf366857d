#include "lib/rpmbuild/reuse.hpp"

#include "lib/fs/file.hpp"
#include "lib/fs/status.hpp"
#include "lib/hash/digest.hpp"
#include "lib/plan/rpmbuild_config.hpp"
#include "lib/plan/spec.hpp"
#include "lib/rpmbuild/describe.hpp"
#include "lib/rpmbuild/logs.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>
#include <system_error>

namespace calpkg::rpmbuild {

namespace {

namespace stdfs = std::filesystem;
using stage::StagedEntry;

/// What the list of the spec does not tell of an entry.
std::string described(const StagedEntry& entry) {
    return fmt::format("{} {} {} {} {}", entry.path, static_cast<int>(entry.kind), entry.mtime,
                       entry.digest, entry.link);
}

bool lacks_digest(const StagedEntry& entry) {
    return entry.kind == StagedEntry::Kind::file && !entry.ghost && entry.digest.empty();
}

bool is_source(const repo::Artifact& artifact) { return artifact.nevra.ends_with(".src"); }

bool is_there_as_told(const repo::Artifact& artifact, const stdfs::path& directory) {
    const stdfs::path file = directory / artifact.path;
    std::error_code failure;
    return stdfs::is_regular_file(file, failure) &&
           stdfs::file_size(file, failure) == artifact.size && !failure &&
           hash::sha256_file(file) == artifact.sha256;
}

bool is_same(const report::Finding& one, const report::Finding& other) {
    return one.id == other.id && one.subject == other.subject && one.message == other.message;
}

} // namespace

std::string inputs_digest(const plan::Plan& plan, const Options& options) {
    if (std::ranges::any_of(plan.entries, lacks_digest)) return {};
    hash::Sha256 digest;
    // The length stands before each: two texts cannot be taken for two others that are as long together.
    const auto add = [&](const std::string& text) {
        digest.update(fmt::format("{} ", text.size()));
        digest.update(text);
    };
    const repo::BuiltWith& tools = options.built_with;
    add(fmt::format("{} {} {} {}", options.program_version, tools.rpmbuild, tools.librpm,
                    tools.encoder));
    for (const char* file : {"macros", "rpmrc"})
        add(fs::read_file(plan::rpmbuild_config_directory() / file));
    for (const stdfs::path& file : {plan.layout, plan.target.file})
        add(file.empty() ? "" : fs::read_file(file));
    for (const std::string& text :
         {plan.component, plan.nevra(), plan.describe, plan.target.payload,
          plan.target.source_payload, plan::spec_text(plan), plan::file_list(plan), plan.magic})
        add(text);
    add(plan.dirty ? "modified" : "");
    add(fmt::format("{}", fmt::join(std::set(plan.accept.begin(), plan.accept.end()), " ")));
    if (const auto& origin = plan.web_apps_origin)
        add(fmt::format("{} {} {}", origin->from, origin->sha256, origin->content));
    for (const StagedEntry& entry : plan.entries) add(described(entry));
    return digest.finish();
}

std::optional<repo::ManifestComponent> find_unchanged(const plan::Plan& plan,
                                                      const std::string& inputs,
                                                      const repo::Manifest& published,
                                                      const stdfs::path& directory) {
    const auto found = std::ranges::find(published.components, plan.component,
                                         &repo::ManifestComponent::component);
    if (inputs.empty() || found == published.components.end() ||
        found->built_with.inputs != inputs ||
        !fs::is_there(directory / repo::log_path(plan.component)))
        return std::nullopt;
    repo::ManifestComponent same = *found;
    if (!plan.srpm) std::erase_if(same.artifacts, is_source);
    const bool complete = same.artifacts.size() == (plan.srpm ? 2U : 1U);
    if (!complete || !std::ranges::all_of(same.artifacts, [&](const repo::Artifact& artifact) {
            return is_there_as_told(artifact, directory);
        }))
        return std::nullopt;
    return same;
}

Outcome outcome_of(const plan::Plan& plan, const repo::ManifestComponent& published) {
    Outcome outcome{.component = plan.component,
                    .ok = true,
                    .reused = true,
                    .error = {},
                    .log_tail = {},
                    .log = {},
                    .findings = plan.findings};
    const report::Findings planned = describe_component(plan, plan.findings, {}, {}, {}).findings;
    for (const report::Finding& finding : published.findings)
        if (std::ranges::none_of(planned,
                                 [&](const auto& of_plan) { return is_same(of_plan, finding); }))
            outcome.findings.push_back(finding);
    return outcome;
}

} // namespace calpkg::rpmbuild
