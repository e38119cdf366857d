#include "lib/rpmbuild/build.hpp"

#include "lib/fs/file.hpp"
#include "lib/fs/metadata.hpp"
#include "lib/fs/output_directory.hpp"
#include "lib/fs/scratch.hpp"
#include "lib/fs/status.hpp"
#include "lib/fs/temp_dir.hpp"
#include "lib/fs/transfer.hpp"
#include "lib/instructions/renewal.hpp"
#include "lib/plan/refuse_among_sources.hpp"
#include "lib/process/interrupt.hpp"
#include "lib/process/tasks.hpp"
#include "lib/repo/manifest.hpp"
#include "lib/repo/publication.hpp"
#include "lib/report/error.hpp"
#include "lib/rpm/format/io_flags.hpp"
#include "lib/rpm/format/known_answers.hpp"
#include "lib/rpmbuild/component.hpp"
#include "lib/rpmbuild/describe.hpp"
#include "lib/rpmbuild/logs.hpp"
#include "lib/rpmbuild/reuse.hpp"
#include "lib/rpmbuild/tools.hpp"

#include <algorithm>
#include <functional>
#include <iterator>
#include <memory>
#include <optional>
#include <set>
#include <system_error>
#include <thread>

namespace calpkg::rpmbuild {

namespace {

namespace stdfs = std::filesystem;
using Span = report::Timings::Span;

/// `out` as an absolute path.
stdfs::path absolute_output(const stdfs::path& out) {
    std::error_code failure;
    stdfs::path absolute = stdfs::absolute(out, failure).lexically_normal();
    if (failure) throw report::system_error(out.string(), "find", failure.value());
    if (stdfs::exists(absolute, failure) && !stdfs::is_directory(absolute, failure))
        throw report::Error(out.string(), "is not a directory", "choose another --out");
    return absolute;
}

void require_different_components(const std::vector<plan::Plan>& plans) {
    std::set<std::string> names;
    for (const plan::Plan& plan : plans)
        if (!names.insert(plan.component).second)
            throw report::Error(plan.component, "is to be built twice", "name it once");
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

/// One plan on its way into the manifest.
struct Component {
    const plan::Plan& plan;
    repo::ManifestComponent made_with;                ///< programs and inputs alone
    std::optional<repo::ManifestComponent> unchanged; ///< as it is published
    ComponentResult result;
};

/// Those that are to be built: the longest build begins first, the short ones fill the time beside it.
std::vector<Component*> to_build(std::vector<Component>& components) {
    std::vector<Component*> order;
    for (Component& component : components)
        if (!component.unchanged) order.push_back(&component);
    std::ranges::stable_sort(order, std::ranges::greater{},
                             [](const Component* component) { return effort(component->plan); });
    return order;
}

/// What the builds of `components` may need at the same time, in bytes: the staged files are there as a tarball,
/// in the build root, in both packages, and in the source package's canonical form. The first two are gone when the
/// binary package gets its own.
std::uint64_t room_for(const std::vector<Component*>& components) {
    constexpr std::uint64_t times = 5, page = 4096;
    std::uint64_t bytes = 0;
    for (const Component* component : components)
        bytes += times * (component->plan.total_bytes() + component->plan.entries.size() * page);
    return bytes;
}

/// `plans` with what is published of them already.
std::vector<Component> look_up(const std::vector<plan::Plan>& plans, const Options& options,
                               const repo::Publication& publication, const stdfs::path& directory) {
    std::vector<Component> components;
    for (const plan::Plan& plan : plans) components.push_back({plan, {}, {}, {}});
    std::vector<std::function<void()>> tasks;
    for (Component& component : components)
        tasks.emplace_back([&] {
            const plan::Plan& plan = component.plan;
            const Span span(options.timings, plan.component, "looking up");
            component.made_with.program_version = options.program_version;
            component.made_with.built_with = options.built_with;
            if (report::has_errors(plan.findings)) return; // it fails
            component.made_with.built_with.inputs = inputs_digest(plan);
            if (publication.published() && !options.rebuild)
                component.unchanged =
                    find_unchanged(plan, component.made_with, *publication.published(), directory,
                                   publication.digests());
        });
    process::run_tasks(tasks, std::max(1U, std::thread::hardware_concurrency()));
    return components;
}

/// Whether nothing is to be built.
bool are_unchanged(const std::vector<Component>& components) {
    return std::ranges::all_of(
        components, [](const Component& component) { return component.unchanged.has_value(); });
}

/// Whether `component` is published as it is, or may turn out to be when what its plan lacks has been made.
bool may_stay(const Component& component, const repo::Manifest& published, const Options& options) {
    if (component.unchanged) return true;
    const plan::Plan& plan = component.plan;
    if (options.rebuild || !lacks_parts(plan)) return false;
    return std::ranges::any_of(published.components, [&](const repo::ManifestComponent& one) {
        return one.component == plan.component && one.commit == plan.commit &&
               one.dirty == plan.dirty &&
               repo::version_release(one) == plan.version + "-" + plan.release;
    });
}

/// The engine of `options`, reached; null without one.
std::unique_ptr<engine::Engine> open_engine(const Options& options, const stdfs::path& out,
                                            const std::string& target) {
    if (!options.engine) return nullptr;
    return std::make_unique<engine::Engine>(*options.engine, out / ("submitted-" + target), target);
}

/// How many components are built at the same time: for an engine that has machines of its own, all.
unsigned jobs_for(const Options& options, std::size_t components) {
    const bool elsewhere = options.engine && options.engine->builder.poll.is_there();
    return elsewhere ? static_cast<unsigned>(components) : options.jobs;
}

/// Builds what is not unchanged.
void build_components(std::vector<Component>& components, const Options& options,
                      const stdfs::path& work, const engine::Engine* engine, Observer& observer) {
    for (Component& component : components) {
        if (!component.unchanged) continue;
        component.result = {outcome_of(component.plan, *component.unchanged),
                            component.unchanged->artifacts};
        observer.phase(component.plan.component, Phase::unchanged);
    }
    const std::vector<Component*> wanted = to_build(components);
    if (wanted.empty()) return;
    VersionQuestion createrepo_c("createrepo_c");
    std::optional<fs::TempDir> shared; // what a runner shows its rpmbuild
    std::optional<fs::Scratch> scratch;
    if (options.runner != nullptr)
        shared.emplace(fs::system_temp_directory(), "cal-pkg-build-");
    else
        scratch.emplace(work, room_for(wanted), options.memory);
    const stdfs::path& place = shared ? shared->path() : scratch->path();
    std::vector<std::function<void()>> tasks;
    for (Component* component : wanted) {
        const std::string& name = component->plan.component;
        observer.phase(name, Phase::waiting);
        tasks.emplace_back([&, component] {
            process::check_interrupt();
            const Workspace workspace{.topdir = place / name,
                                      .log = work / repo::log_path(name),
                                      .tree = work / "tree",
                                      .runner = options.runner};
            component->result =
                build_component(component->plan, workspace, observer, engine, options.timings);
        });
    }
    process::run_tasks(tasks, jobs_for(options, tasks.size()));
    const std::string version = createrepo_c.finish();
    for (Component* component : wanted) component->made_with.built_with.createrepo_c = version;
}

repo::ManifestComponent for_manifest(Component& component) {
    if (component.unchanged) return std::move(*component.unchanged);
    repo::ManifestComponent described = describe_component(
        component.plan, component.result.outcome.findings, component.result.artifacts,
        component.made_with.program_version, component.made_with.built_with);
    described.made_from->parts = std::move(component.result.parts);
    return described;
}

/// Puts the logs of the finished builds where they are to be published.
void deliver_logs(const std::vector<Component>& components, const repo::Publication& publication) {
    for (const Component& component : components) {
        if (component.result.outcome.reused) continue;
        const stdfs::path log = repo::log_path(component.plan.component);
        fs::set_mode_and_time(publication.work() / log, 0644, component.plan.epoch);
        fs::move_file(publication.work() / log, publication.tree() / log);
    }
}

/// The components that will be published: `built` and those of `previous` that stay beside them.
std::vector<repo::ManifestComponent> published_then(
    const std::vector<repo::ManifestComponent>& built, const Options& options,
    const std::optional<repo::Manifest>& previous) {
    std::vector<repo::ManifestComponent> components = built;
    if (previous)
        std::ranges::copy_if(
            previous->components, std::back_inserter(components),
            [&](const repo::ManifestComponent& published) {
                if (published.artifacts.empty() || // somebody has removed them
                    (options.replace_all && !options.stay.contains(published.component)))
                    return false;
                return std::ranges::find(built, published.component,
                                         &repo::ManifestComponent::component) == built.end();
            });
    return components;
}

/// Where `plans` are to be published, while nobody else publishes there.
struct Output {
    stdfs::path out;
    fs::OutputDirectory made; // outlives the lock in it
    repo::Publication publication;

    Output(const std::vector<plan::Plan>& plans, const Options& options, Observer& observer)
        : out(absolute_output(options.out)),
          made(out),
          publication(out / target_of(plans), target_of(plans), options.rules,
                      [&] { observer.waiting_for_output(out); }) {
        for (const plan::Plan& plan : plans)
            publication.refuse_downgrade(plan.name, plan.version + "-" + plan.release);
    }
};

void refuse_before(const std::vector<plan::Plan>& plans, const Options& options) {
    target_of(plans);
    require_different_components(plans);
    for (const plan::Plan& plan : plans) {
        plan::refuse_among_sources(options.out, plan.packed_whole, plan.name, "--out");
        for (const std::string& payload : {plan.target.payload, plan.target.source_payload})
            rpm::require_known_answer(rpm::compression_of_flags(payload));
    }
}

/// What this build has made, as it is published.
std::vector<repo::Artifact> artifacts_of(const repo::Manifest& manifest,
                                         const std::vector<repo::Artifact>& made) {
    std::set<std::string> paths;
    for (const repo::Artifact& artifact : made) paths.insert(artifact.path);
    std::vector<repo::Artifact> artifacts;
    for (const repo::ManifestComponent& component : manifest.components)
        std::ranges::copy_if(
            component.artifacts, std::back_inserter(artifacts),
            [&](const repo::Artifact& artifact) { return paths.contains(artifact.path); });
    std::ranges::sort(artifacts, {}, &repo::Artifact::path);
    return artifacts;
}

} // namespace

Result run(const std::vector<plan::Plan>& plans, const Options& options, Observer& observer) {
    std::optional<Span> span(std::in_place, options.timings, "", "opening the output");
    refuse_before(plans, options);
    Output output(plans, options, observer);
    repo::Publication& publication = output.publication;
    const stdfs::path& out = output.out;
    const std::string target = target_of(plans);
    Result result;
    result.directory = out / target;

    fs::make_directories(publication.work() / "logs");
    span.emplace(options.timings, "", "looking up");
    std::vector<Component> components = look_up(plans, options, publication, result.directory);
    std::unique_ptr<engine::Engine> engine;
    if (!are_unchanged(components)) {
        publication.refuse_unsigned();
        engine = open_engine(options, out, target);
    }
    span.emplace(options.timings, "", "building");
    build_components(components, options, publication.work(), engine.get(), observer);
    span.reset();
    std::vector<repo::ManifestComponent> built;
    for (Component& component : components) {
        result.outcomes.push_back(component.result.outcome);
        std::ranges::copy(component.result.artifacts, std::back_inserter(result.artifacts));
        built.push_back(for_manifest(component));
    }
    if (!std::ranges::all_of(result.outcomes, &Outcome::ok)) {
        keep_failed_logs(result.outcomes, publication.work() / "logs", out, target);
        result.artifacts.clear();
        return result;
    }
    span.emplace(options.timings, "", "instructions");
    deliver_logs(components, publication);
    // Without a key they would be others, and nothing else may be new.
    if (!options.instructions.empty() && !publication.would_lose_signatures())
        result.findings = instructions::write_documents(
            publication, result.directory, published_then(built, options, publication.published()),
            plans.front().target, options.instructions);
    span.reset();
    publication.measure(options.timings);
    const repo::Published published =
        publication.publish(std::move(built), options.replace_all, options.stay);
    result.published = true;
    std::ranges::copy(published.findings, std::back_inserter(result.findings));
    result.artifacts = artifacts_of(published.manifest, result.artifacts);
    remove_failed_logs(out, target);
    if (engine) engine->forget();
    return result;
}

bool lacks_parts(const plan::Plan& plan) {
    return (plan.venv_to_make && !plan.venv_to_make->made) ||
           (plan.web_apps_to_make && !plan.web_apps_to_make->made);
}

void rehearse(const std::vector<plan::Plan>& plans, const Options& options, Observer& observer) {
    refuse_before(plans, options);
    const Output output(plans, options, observer);
    const repo::Publication& publication = output.publication;
    if (publication.would_lose_signatures() &&
        !std::ranges::all_of(
            look_up(plans, options, publication, output.out / target_of(plans)),
            [&](const Component& one) { return may_stay(one, *publication.published(), options); }))
        publication.refuse_unsigned();
    publication.rehearse(plans);
}

} // namespace calpkg::rpmbuild
