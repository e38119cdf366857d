#include "cal-pkg/commands/package/build.hpp"

#include "cal-pkg/cli/context.hpp"
#include "cal-pkg/cli/option_groups.hpp"
#include "cal-pkg/cli/plans.hpp"
#include "cal-pkg/cli/printers.hpp"
#include "cal-pkg/cli/program.hpp"
#include "cal-pkg/cli/progress.hpp"
#include "cal-pkg/cli/progress_events.hpp"
#include "cal-pkg/cli/validators.hpp"
#include "cal-pkg/commands/package/build_summary.hpp"
#include "lib/check/changed_kinds.hpp"
#include "lib/process/run.hpp"
#include "lib/repo/repodata.hpp"
#include "lib/report/error.hpp"
#include "lib/rpmbuild/build.hpp"
#include "lib/rpmbuild/config.hpp"
#include "lib/rpmbuild/tools.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <future>
#include <iostream>
#include <iterator>
#include <set>
#include <sstream>

namespace calpkg::commands {

namespace {

/// How the lines of the progress are called: "server", or "el6 server" where there are several targets.
std::string line_prefix(const TargetBuild& build, bool several) {
    return several ? build.target.name + " " : std::string();
}

std::vector<std::string> names_of(const std::vector<plan::Plan>& plans, const std::string& before) {
    std::vector<std::string> names;
    for (const plan::Plan& plan : plans) names.push_back(before + plan.component);
    return names;
}

/// Before minutes go into a virtualenv or web apps: what the rest of the plans and the output tell already.
void refuse_before_parts(const TargetBuild& build) {
    report::Findings errors;
    for (const report::Finding& finding : cli::findings_of(build.plans))
        if (finding.severity == report::Severity::error) errors.push_back(finding);
    cli::refuse_errors(std::cerr, errors);
    cli::Progress progress(std::cerr, false, names_of(build.plans, {}));
    rpmbuild::rehearse(build.plans, build.options, progress);
    progress.finish();
}

/// Does `step` of `build`. Where there are others its failure is its own: it is noted.
void attempt(const std::vector<TargetBuild>& builds, TargetBuild& build,
             const std::function<void()>& step) {
    if (build.failed()) return;
    if (builds.size() == 1) return step();
    try {
        step();
    } catch (const report::Error& error) {
        build.error = error.what();
    } catch (const std::filesystem::filesystem_error& error) {
        build.error = cli::error_of(error).what();
    }
}

/// Says of each target that has failed since `before` why.
void tell_failures(const std::vector<TargetBuild>& builds, const std::set<std::string>& before) {
    for (const TargetBuild& build : builds)
        if (build.failed() && !before.contains(build.target.name))
            cli::print_error(std::cerr, build.target.name + ": " + build.error);
}

std::set<std::string> failed_ones(const std::vector<TargetBuild>& builds) {
    std::set<std::string> names;
    for (const TargetBuild& build : builds)
        if (build.failed()) names.insert(build.target.name);
    return names;
}

/// Prints what is found in the sources; the targets of which errors are found are not built.
void tell_findings(std::vector<TargetBuild>& builds) {
    if (builds.size() == 1)
        return cli::refuse_errors(std::cerr, cli::findings_of(builds.front().plans));
    cli::TargetFindings findings;
    for (const TargetBuild& build : builds)
        if (!build.failed())
            findings.emplace_back(build.target.name, cli::findings_of(build.plans));
    cli::print_findings(std::cerr, cli::merged_findings(findings));
    const std::set<std::string> before = failed_ones(builds);
    std::ostringstream told_already;
    for (TargetBuild& build : builds)
        attempt(builds, build,
                [&] { cli::refuse_errors(told_already, cli::findings_of(build.plans)); });
    tell_failures(builds, before);
}

/// Builds for one target after the other, so that no more components are built at the same time than --jobs says.
/// `out` is told in words, `events`, which may be null, in JSON.
void build_all(std::vector<TargetBuild>& builds, std::ostream& out, cli::ProgressEvents* events) {
    const bool several = builds.size() > 1;
    std::vector<std::string> names;
    for (const TargetBuild& build : builds)
        if (!build.failed())
            std::ranges::move(names_of(build.plans, line_prefix(build, several)),
                              std::back_inserter(names));
    if (names.empty()) return;
    const std::set<std::string> before = failed_ones(builds);
    const bool terminal = out.rdbuf() == std::cerr.rdbuf() && cli::stderr_is_terminal();
    cli::Progress progress(out, terminal, names);
    for (TargetBuild& build : builds)
        attempt(builds, build, [&] {
            cli::TargetProgress of_target(progress, line_prefix(build, several));
            cli::EventObserver told(of_target, events, build.target.name);
            build.result = rpmbuild::run(build.plans, build.options, told);
        });
    progress.finish();
    tell_failures(builds, before);
}

} // namespace

void Build::configure_common(CLI::App& app) {
    inputs_.allow_targets();
    how_.configure(app, "DIR/TARGET");
    app.add_option("--rpmbuild-runner", runner_text_,
                   "Command that runs rpmbuild elsewhere, with {topdir} and {script}")
        ->check(cli::kNotEmpty)
        ->type_name("COMMAND");
    app.add_flag("--json", json_, "Print JSON")->group(cli::kOutput);
    app.add_option("--json-progress", progress_to_,
                   "Progress for programs, an object a line; '-' is standard error")
        ->check(cli::kNotEmpty)
        ->type_name("FILE")
        ->group(cli::kOutput);
    app.add_flag("--timings", timings_wanted_, "Tell at the end how long each phase took")
        ->group(cli::kOutput);
    repository_.configure(app, true);
    sign_.configure(app);
    inputs_.configure(app, true);
}

void Build::configure(CLI::App& app) {
    app.footer("cal-pkg build server --checkouts ~/src --target el7");
    app.add_option("COMPONENT", components_, "Components to build")
        ->required()
        ->type_name("COMPONENT");
    configure_common(app);
}

int Build::run() {
    inputs_.load();
    return build(components_, false);
}

void Build::make_plans(const std::vector<TargetBuild*>& builds,
                       const std::vector<std::string>& components, Venv venv) {
    std::vector<layout::Target> targets;
    for (const TargetBuild* build : builds) targets.push_back(build->target);
    std::vector<check::CheckedPlans> planned =
        cli::plan_targets(inputs_, targets, components, venv, &timings_);
    const bool fails = std::ranges::all_of(
        planned, [](const check::CheckedPlans& one) { return !one.errors.empty(); });
    if (fails) cli::refuse_plans(std::cerr, targets, planned);
    for (std::size_t i = 0; i < builds.size(); ++i) {
        TargetBuild& build = *builds[i];
        if (!planned[i].errors.empty()) {
            for (const report::Error& error : planned[i].errors)
                cli::print_error(std::cerr, build.target.name + ": " + error.what());
            build.error = planned[i].errors.front().what();
            continue;
        }
        build.plans = std::move(planned[i].plans);
        for (plan::Plan& plan : build.plans)
            std::ranges::move(check::changed_kinds(plan, build.options.out / build.target.name),
                              std::back_inserter(plan.findings));
    }
}

/// Virtualenvs and web apps that the plans still lack.
void Build::make_parts(std::vector<TargetBuild>& builds,
                       const std::vector<std::string>& components) {
    const std::set<std::string> before = failed_ones(builds);
    for (TargetBuild& build : builds)
        attempt(builds, build, [&] {
            if (std::ranges::none_of(build.plans, rpmbuild::lacks_parts)) return;
            refuse_before_parts(build);
            make_plans({&build}, components, Venv::build);
        });
    tell_failures(builds, before);
}

rpmbuild::Options Build::options(const std::optional<repo::Signing>& signing, bool replace_all,
                                 const cli::Inputs::LeftOut& left_out) const {
    rpmbuild::Options options;
    options.out = std::filesystem::absolute(inputs_.out(how_.out)).lexically_normal();
    options.jobs = inputs_.jobs(how_.jobs);
    options.rebuild = how_.rebuild;
    if (runner_) options.runner = &*runner_;
    options.engine = engine_;
    options.replace_all = replace_all;
    for (const auto& [component, finding] : left_out) options.stay.insert(component);
    options.rules = repository_.rules(inputs_.keep());
    options.rules.signing = signing;
    options.rules.give_up_signatures = sign_.gives_up();
    options.program_version = cli::program_version();
    const std::filesystem::path instructions =
        inputs_.catalog().root() / "layouts" / "instructions.md";
    if (std::filesystem::exists(instructions)) options.instructions = instructions;
    return options;
}

/// Where progress is told in words; nowhere while standard error has JSON.
std::ostream& Build::words() const {
    static std::ostream nowhere(nullptr);
    const bool taken =
        progress_to_ == "-" || progress_to_ == "/dev/stderr" || progress_to_ == "/dev/fd/2";
    return taken ? nowhere : std::cerr;
}

void Build::print(const std::vector<TargetBuild>& builds) const {
    print_outcomes(builds);
    print_summary(words(), builds, timings_.total());
    if (timings_wanted_) print_timings(timings_, builds);
    if (!json_) return;
    nlohmann::ordered_json json = to_json(builds);
    if (timings_wanted_) add_timings(json, timings_, builds);
    cli::print_json(std::cout, json);
}

void Build::tell(const char* event, const nlohmann::ordered_json& content) {
    if (events_) events_->tell(event, content);
}

int Build::build(const std::vector<std::string>& components, bool replace_all,
                 const cli::Inputs::LeftOut& left_out) {
    if (!progress_to_.empty()) events_.emplace(progress_to_);
    std::vector<std::string> targets;
    for (const layout::Target& target : inputs_.targets()) targets.push_back(target.name);
    tell("begin", {{"program", "cal-pkg"},
                   {"version", cli::program_version()},
                   {"targets", targets},
                   {"components", components}});
    const auto tell_failure = [&](const char* error) {
        tell("summary",
             {{"ok", false}, {"targets", nlohmann::ordered_json::array()}, {"error", error}});
    };
    int status = 0;
    try {
        status = build_told(components, replace_all, left_out);
    } catch (const std::exception& error) {
        tell_failure(error.what());
        throw;
    }
    if (events_ && !events_->failure().empty())
        cli::print_error(std::cerr, events_->failure() + "; the build went on without telling");
    return status;
}

int Build::build_told(const std::vector<std::string>& components, bool replace_all,
                      const cli::Inputs::LeftOut& left_out) {
    const std::string runner = cli::rpmbuild_runner(inputs_.project(), runner_text_);
    if (runner.empty()) process::require_program("rpmbuild");
    repo::require_repository_writer();
    // First: a passphrase's descriptor is not for programs that are started later.
    const auto signings = sign_.signing(inputs_.project(), inputs_.targets());
    if (!runner.empty()) runner_.emplace(runner, "--rpmbuild-runner");
    rpmbuild::ToolsQuestion tools(runner_ ? &*runner_ : nullptr);
    const std::future<void> asked = rpmbuild::ask_rpmbuild_config();
    std::vector<TargetBuild> builds;
    for (std::size_t i = 0; i < signings.size(); ++i) {
        builds.emplace_back();
        builds.back().target = inputs_.targets()[i];
        builds.back().options = options(signings[i], replace_all, left_out);
        builds.back().options.timings = builds.back().timings.get();
        builds.back().result.directory = builds.back().options.out / builds.back().target.name;
    }
    timings_.add("", "starting", timings_.total());
    cli::print_findings(std::cerr, inputs_.unused(components));
    inputs_.fetch(components);

    std::vector<TargetBuild*> all;
    for (TargetBuild& build : builds) all.push_back(&build);
    tell("phase", {{"phase", "planning"}});
    make_plans(all, components, Venv::look_up);
    const repo::BuiltWith built_with = tools.finish();
    for (TargetBuild& build : builds) build.options.built_with = built_with;
    cli::print_findings(std::cerr, rpmbuild::findings_about(built_with));
    make_parts(builds, components);
    tell_findings(builds);
    build_all(builds, words(), events_ ? &*events_ : nullptr);

    for (TargetBuild& build : builds)
        for (const auto& [component, finding] : left_out)
            if (!build.failed()) build.result.findings.push_back(finding);
    print(builds);
    int status = 0;
    for (const TargetBuild& build : builds) {
        if (!build.result.published) {
            std::cerr << fmt::format("cal-pkg: nothing was published in {}\n",
                                     report::escaped(build.result.directory.string()));
            status = 2;
        } else if (!json_) {
            for (const repo::Artifact& artifact : build.result.artifacts)
                cli::print_path(build.result.directory / artifact.path);
        }
    }
    auto summaries = nlohmann::ordered_json::array();
    for (const TargetBuild& build : builds) {
        summaries.push_back(to_json(summary_of(build)));
        if (build.failed()) summaries.back()["error"] = build.error;
    }
    tell("summary", {{"ok", status == 0}, {"targets", std::move(summaries)}});
    return status;
}

void BuildAll::configure(CLI::App& app) {
    app.footer("cal-pkg build-all --checkouts ~/src --target el7 --out dist-rpm");
    app.add_option("--only", only_, "Build only these, such as server,clients")
        ->delimiter(',')
        ->check(cli::kNotEmpty)
        ->type_name("COMPONENT")
        ->group(cli::kInputs);
    configure_common(app);
}

int BuildAll::run() {
    inputs_.load();
    return build_wanted();
}

int BuildAll::build_wanted() {
    if (!only_.empty()) return build(only_, false);
    cli::Inputs::LeftOut left_out;
    const std::vector<std::string> components = inputs_.all(left_out);
    return build(components, true, left_out);
}

} // namespace calpkg::commands
