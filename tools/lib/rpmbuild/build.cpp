#include "lib/rpmbuild/build.hpp"

#include "lib/fs/file.hpp"
#include "lib/fs/metadata.hpp"
#include "lib/fs/output_directory.hpp"
#include "lib/fs/scratch.hpp"
#include "lib/fs/status.hpp"
#include "lib/fs/temp_dir.hpp"
#include "lib/fs/transfer.hpp"
#include "lib/plan/refuse_among_sources.hpp"
#include "lib/process/interrupt.hpp"
#include "lib/process/tasks.hpp"
#include "lib/repo/manifest.hpp"
#include "lib/repo/merge.hpp"
#include "lib/repo/output_lock.hpp"
#include "lib/repo/publish.hpp"
#include "lib/repo/repodata.hpp"
#include "lib/report/error.hpp"
#include "lib/rpmbuild/component.hpp"
#include "lib/rpmbuild/logs.hpp"

#include <algorithm>
#include <functional>
#include <numeric>
#include <set>
#include <system_error>
#include <unistd.h>

namespace calpkg::rpmbuild {

namespace {

namespace stdfs = std::filesystem;

/// `out` as an absolute path.
stdfs::path absolute_output(const stdfs::path& out) {
    std::error_code failure;
    stdfs::path absolute = stdfs::absolute(out, failure).lexically_normal();
    if (failure) throw report::system_error(out.string(), "find", failure.value());
    if (stdfs::exists(absolute, failure) && !stdfs::is_directory(absolute, failure))
        throw report::Error(out.string(), "is not a directory", "choose another --out");
    return absolute;
}

std::set<std::string> component_names(const std::vector<plan::Plan>& plans) {
    std::set<std::string> names;
    for (const plan::Plan& plan : plans)
        if (!names.insert(plan.component).second)
            throw report::Error(plan.component, "is to be built twice", "name it once");
    return names;
}

/// The name of the one target of all `plans`.
std::string target_of(const std::vector<plan::Plan>& plans) {
    if (plans.empty()) throw report::Error("", "nothing is to be built", "name a component");
    const std::string& target = plans.front().target.name;
    for (const plan::Plan& plan : plans)
        if (plan.target.name != target)
            throw report::Error(plan.component,
                                "is for " + plan.target.name + ", other packages are for " + target,
                                "build for one target at a time");
    return target;
}

/// What rpmbuild's time grows with, in bytes to compress: a file more takes as long as this many bytes
/// (measured with gzip -5).
std::uint64_t effort(const plan::Plan& plan) {
    constexpr std::uint64_t bytes_an_entry = 8U << 10;
    return plan.total_bytes() + plan.entries.size() * bytes_an_entry;
}

/// The plans' indices: the longest build begins first, the short ones fill the time beside it.
std::vector<std::size_t> longest_first(const std::vector<plan::Plan>& plans) {
    std::vector<std::size_t> order(plans.size());
    std::iota(order.begin(), order.end(), 0U);
    std::ranges::stable_sort(order, std::ranges::greater{},
                             [&](std::size_t i) { return effort(plans[i]); });
    return order;
}

/// What the builds of `plans` may need at the same time, in bytes: the staged files are there as a tarball,
/// in the build root, and in both packages.
std::uint64_t room_for(const std::vector<plan::Plan>& plans) {
    constexpr std::uint64_t times = 4, page = 4096;
    std::uint64_t bytes = 0;
    for (const plan::Plan& plan : plans)
        bytes += times * (plan.total_bytes() + plan.entries.size() * page);
    return bytes;
}

std::vector<ComponentResult> build_components(const std::vector<plan::Plan>& plans,
                                              const Options& options, const stdfs::path& work,
                                              Observer& observer) {
    const fs::Scratch scratch(work, room_for(plans), options.memory);
    std::vector<ComponentResult> results(plans.size());
    std::vector<std::function<void()>> tasks;
    for (const std::size_t i : longest_first(plans)) {
        observer.phase(plans[i].component, Phase::waiting);
        tasks.emplace_back([&, i] {
            process::check_interrupt();
            const std::string& name = plans[i].component;
            const Workspace workspace{.topdir = scratch.path() / name,
                                      .log = work / repo::log_path(name),
                                      .tree = work / "tree"};
            results[i] = build_component(plans[i], workspace, observer);
        });
    }
    process::run_tasks(tasks, options.jobs);
    return results;
}

/// The packages of `manifest` that a package manager installs, as paths below the tree, sorted.
std::vector<stdfs::path> binary_packages(const repo::Manifest& manifest) {
    std::vector<stdfs::path> packages;
    for (const repo::ManifestComponent& component : manifest.components)
        for (const repo::Artifact& artifact : component.artifacts)
            if (!artifact.path.starts_with("SRPMS/")) packages.emplace_back(artifact.path);
    std::ranges::sort(packages);
    return packages;
}

std::int64_t newest_epoch(const repo::Manifest& manifest) {
    std::int64_t newest = 0;
    for (const repo::ManifestComponent& component : manifest.components)
        newest = std::max(newest, component.epoch);
    return newest;
}

/// Equal builds give equal directories, times included: repomd.xml and the directories have those
/// of their writing.
void set_directory_times(const stdfs::path& tree, const repo::Manifest& manifest,
                         std::int64_t epoch) {
    std::set<stdfs::path> ours{"repodata", "logs", "."};
    for (const repo::ManifestComponent& component : manifest.components)
        for (const repo::Artifact& artifact : component.artifacts)
            ours.insert(stdfs::path(artifact.path).parent_path());
    for (const stdfs::path& directory : ours) fs::set_time(tree / directory, epoch);
}

/// Completes the tree that holds the new packages: logs, what stays of the published directory,
/// repository, manifest.
void assemble(const stdfs::path& work, const stdfs::path& published,
              const std::optional<repo::Manifest>& previous, repo::Manifest manifest,
              const std::set<std::string>& replaced) {
    const stdfs::path tree = work / "tree";
    for (const repo::ManifestComponent& component : manifest.components) {
        const stdfs::path log = repo::log_path(component.component);
        fs::set_mode_and_time(work / log, 0644, component.epoch);
        fs::move_file(work / log, tree / log);
    }
    const repo::Merge merge(published, previous.value_or(repo::Manifest{}), tree);
    for (repo::ManifestComponent& kept : merge.keep_components(replaced))
        manifest.components.push_back(std::move(kept));

    const std::int64_t epoch = newest_epoch(manifest);
    repo::write_repository(tree, binary_packages(manifest), epoch);
    fs::write_file(tree / repo::kManifestName, repo::manifest_text(manifest), 0644, fs::Flush::no);
    fs::set_mode_and_time(tree / repo::kManifestName, 0644, epoch);
    for (const stdfs::directory_entry& entry : stdfs::directory_iterator(tree / "repodata"))
        fs::set_mode_and_time(entry.path(), 0644, epoch);
    if (previous) merge.keep_foreign();
    set_directory_times(tree, manifest, epoch);
}

/// Components whose earlier packages do not stay.
std::set<std::string> replaced_components(const std::set<std::string>& built,
                                          const std::optional<repo::Manifest>& previous,
                                          bool replace_all) {
    std::set<std::string> replaced = built;
    if (previous && replace_all)
        for (const repo::ManifestComponent& component : previous->components)
            replaced.insert(component.component);
    return replaced;
}

} // namespace

Result run(const std::vector<plan::Plan>& plans, const Options& options, Observer& observer) {
    const std::string target = target_of(plans);
    const std::set<std::string> built = component_names(plans);
    for (const plan::Plan& plan : plans)
        plan::refuse_among_sources(options.out, plan.packed_whole, plan.name, "--out");
    const stdfs::path out = absolute_output(options.out);
    const fs::OutputDirectory made(out); // outlives the lock in it
    const repo::OutputLock lock(out, target, [&] { observer.waiting_for_output(out); });

    Result result;
    result.directory = out / target;
    repo::repair_publication(result.directory);
    const std::optional<repo::Manifest> previous = repo::read_published(result.directory, target);

    const fs::TempDir work(out, "." + target + ".work-");
    fs::make_directories(work.path() / "logs");
    fs::make_directories(work.path() / "tree");
    std::vector<ComponentResult> components =
        build_components(plans, options, work.path(), observer);

    repo::Manifest manifest{.target = target, .components = {}};
    for (std::size_t i = 0; i < plans.size(); ++i) {
        ComponentResult& component = components[i];
        result.outcomes.push_back(component.outcome);
        manifest.components.push_back(repo::describe_component(
            plans[i], component.outcome.findings, component.artifacts, options.program_version));
        std::ranges::move(component.artifacts, std::back_inserter(result.artifacts));
    }
    if (!std::ranges::all_of(result.outcomes, &Outcome::ok)) {
        keep_failed_logs(result.outcomes, work.path() / "logs", out, target);
        result.artifacts.clear();
        return result;
    }
    assemble(work.path(), result.directory, previous, std::move(manifest),
             replaced_components(built, previous, options.replace_all));
    process::check_interrupt();
    // An empty directory that was there before makes way; rename() would not replace it in one
    // step.
    if (!previous && rmdir(result.directory.c_str()) != 0 && fs::is_there(result.directory))
        throw report::Error(result.directory.string(),
                            "was made by somebody else while this build ran",
                            "see what it is, then build again");
    repo::publish(work.path() / "tree", result.directory);
    result.published = true;
    remove_failed_logs(out, target);
    std::ranges::sort(result.artifacts, {}, &repo::Artifact::path);
    return result;
}

} // namespace calpkg::rpmbuild
