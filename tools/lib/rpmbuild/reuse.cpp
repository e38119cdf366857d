#include "lib/rpmbuild/reuse.hpp"

#include "lib/fs/file.hpp"
#include "lib/fs/status.hpp"
#include "lib/hash/digest.hpp"
#include "lib/plan/spec.hpp"
#include "lib/process/tasks.hpp"
#include "lib/rpmbuild/describe.hpp"
#include "lib/rpmbuild/logs.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <atomic>
#include <functional>
#include <set>
#include <system_error>
#include <thread>
#include <vector>

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

bool is_there_as_told(const repo::Artifact& artifact, const stdfs::path& directory,
                      const hash::FileDigests& digests) {
    const stdfs::path file = directory / artifact.path;
    std::error_code failure;
    return stdfs::is_regular_file(file, failure) &&
           stdfs::file_size(file, failure) == artifact.size && !failure &&
           digests.of(file) == artifact.sha256;
}

bool has_been_made_by(const repo::ManifestComponent& published,
                      const repo::ManifestComponent& wanted) {
    const std::string tools = repo::tools_text(wanted);
    return repo::tools_text(published) == tools ||
           std::ranges::count(published.built_with.equal_by, tools) > 0;
}

} // namespace

std::string inputs_digest(const plan::Plan& plan) {
    if (std::ranges::any_of(plan.entries, lacks_digest)) return {};
    hash::Sha256 digest;
    // The length stands before each: two texts cannot be taken for two others that are as long together.
    const auto add = [&](const std::string& text) {
        digest.update(fmt::format("{} ", text.size()));
        digest.update(text);
    };
    for (const stdfs::path& file : {plan.layout, plan.target.file})
        add(file.empty() ? "" : fs::read_file(file));
    for (const std::string& text :
         {plan.component, plan.nevra(), plan.describe, plan.target.payload,
          plan.target.source_payload, plan::spec_text(plan), plan::file_list(plan), plan.magic})
        add(text);
    add(plan.dirty ? "modified" : "");
    for (const report::Finding& finding :
         describe_component(plan, plan.findings, {}, {}, {}).findings)
        add(fmt::format("{} {} {}: {}", finding.id, static_cast<int>(finding.severity),
                        finding.subject, finding.message));
    add(fmt::format("{}", fmt::join(std::set(plan.accept.begin(), plan.accept.end()), " ")));
    if (const auto& origin = plan.web_apps_origin)
        add(fmt::format("{} {} {}", origin->from, origin->sha256, origin->content));
    for (const StagedEntry& entry : plan.entries) add(described(entry));
    return digest.finish();
}

std::optional<repo::ManifestComponent> find_unchanged(const plan::Plan& plan,
                                                      const repo::ManifestComponent& wanted,
                                                      const repo::Manifest& published,
                                                      const stdfs::path& directory,
                                                      const hash::FileDigests& digests) {
    const auto found = std::ranges::find(published.components, plan.component,
                                         &repo::ManifestComponent::component);
    if (found == published.components.end() || wanted.built_with.inputs.empty() ||
        found->built_with.inputs != wanted.built_with.inputs || !has_been_made_by(*found, wanted) ||
        !fs::is_there(directory / repo::log_path(plan.component)))
        return std::nullopt;
    repo::ManifestComponent same = *found;
    if (!plan.srpm) std::erase_if(same.artifacts, is_source);
    if (same.artifacts.size() != (plan.srpm ? 2U : 1U)) return std::nullopt;
    std::atomic<bool> all{true};
    std::vector<std::function<void()>> tasks; // of large packages hashing is what takes the time
    for (const repo::Artifact& artifact : same.artifacts)
        tasks.emplace_back([&] {
            if (!is_there_as_told(artifact, directory, digests)) all = false;
        });
    process::run_tasks(tasks, std::max(1U, std::thread::hardware_concurrency()));
    if (!all) return std::nullopt;
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
    // The plan's come first there, too, or its inputs would be others.
    const auto of_plan =
        static_cast<std::ptrdiff_t>(std::min(plan.findings.size(), published.findings.size()));
    outcome.findings.insert(outcome.findings.end(), published.findings.begin() + of_plan,
                            published.findings.end());
    return outcome;
}

} // namespace calpkg::rpmbuild
