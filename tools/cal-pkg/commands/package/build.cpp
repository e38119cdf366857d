#include "cal-pkg/commands/package/build.hpp"

#include "cal-pkg/cli/context.hpp"
#include "cal-pkg/cli/option_groups.hpp"
#include "cal-pkg/cli/plans.hpp"
#include "cal-pkg/cli/printers.hpp"
#include "cal-pkg/cli/program.hpp"
#include "cal-pkg/cli/progress.hpp"
#include "cal-pkg/cli/validators.hpp"
#include "lib/check/changed_kinds.hpp"
#include "lib/plan/rpmbuild_config.hpp"
#include "lib/process/run.hpp"
#include "lib/repo/repodata.hpp"
#include "lib/report/error.hpp"
#include "lib/rpmbuild/build.hpp"
#include "lib/rpmbuild/tools.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <future>
#include <iostream>
#include <iterator>

namespace calpkg::commands {

namespace {

nlohmann::ordered_json to_json(const rpmbuild::Result& result) {
    auto artifacts = nlohmann::ordered_json::array();
    for (const repo::Artifact& artifact : result.artifacts)
        artifacts.push_back({{"component", artifact.component},
                             {"path", artifact.path},
                             {"nevra", artifact.nevra},
                             {"size", artifact.size},
                             {"sha256", artifact.sha256},
                             {"header_sha256", artifact.header_sha256}});
    auto components = nlohmann::ordered_json::array();
    for (const rpmbuild::Outcome& outcome : result.outcomes)
        components.push_back({{"component", outcome.component},
                              {"ok", outcome.ok},
                              {"reused", outcome.reused},
                              {"error", outcome.error},
                              {"log", outcome.log.string()},
                              {"findings", cli::to_json(outcome.findings)},
                              {"milliseconds", outcome.elapsed.count()}});
    return {{"published", result.published},
            {"directory", result.directory.string()},
            {"artifacts", std::move(artifacts)},
            {"components", std::move(components)},
            {"findings", cli::to_json(result.findings)}};
}

/// Whether the first error among `findings`, printed, has told all that `error` tells.
bool is_told(const std::string& error, const report::Findings& findings) {
    const auto first = std::ranges::find_if(findings, [](const report::Finding& finding) {
        return finding.severity == report::Severity::error;
    });
    return first != findings.end() &&
           error.find(first->subject + ": " + first->message) != error.npos &&
           error.ends_with(first->remedy);
}

/// What was found in the finished packages, and what failed and why, with the end of its log. Findings of the plans
/// were printed before the build.
void print_outcomes(const std::vector<plan::Plan>& plans, const rpmbuild::Result& result) {
    for (std::size_t i = 0; i < plans.size(); ++i) {
        const rpmbuild::Outcome& outcome = result.outcomes[i];
        const auto planned = static_cast<std::ptrdiff_t>(plans[i].findings.size());
        const report::Findings found(outcome.findings.begin() + planned, outcome.findings.end());
        cli::print_findings(std::cerr, found);
        if (outcome.ok) continue;
        if (!outcome.log_tail.empty())
            std::cerr << fmt::format("--- end of the log of {} ---\n{}\n---\n", outcome.component,
                                     outcome.log_tail);
        if (!is_told(outcome.error, found)) cli::print_error(std::cerr, outcome.error);
        if (!outcome.log.empty())
            std::cerr << "whole log: " << report::escaped(outcome.log.string()) << '\n';
    }
}

std::vector<std::string> names_of(const std::vector<plan::Plan>& plans) {
    std::vector<std::string> names;
    for (const plan::Plan& plan : plans) names.push_back(plan.component);
    return names;
}

/// Before minutes go into a virtualenv or web apps: what the rest of the plans and the output tell already.
void refuse_before_parts(const std::vector<plan::Plan>& plans, const rpmbuild::Options& options) {
    report::Findings errors;
    for (const report::Finding& finding : cli::findings_of(plans))
        if (finding.severity == report::Severity::error) errors.push_back(finding);
    cli::refuse_errors(std::cerr, errors);
    cli::Progress progress(std::cerr, false, names_of(plans));
    rpmbuild::rehearse(plans, options, progress);
    progress.finish();
}

} // namespace

void Build::configure_common(CLI::App& app) {
    app.add_option("--out", out_, "Directory to publish to, as DIR/TARGET (default dist-rpm)")
        ->check(cli::kNotEmpty)
        ->type_name("DIR")
        ->group(cli::kOutput);
    app.add_option("--jobs,-j", jobs_,
                   "Components to build at the same time (default: one a processor)")
        ->check(CLI::Range(1U, 64U))
        ->type_name("N");
    app.add_flag("--rebuild", rebuild_, "Build also what is published already, made from the same");
    app.add_flag("--json", json_, "Print JSON")->group(cli::kOutput);
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

std::vector<plan::Plan> Build::make_plans(const std::vector<std::string>& components,
                                          const rpmbuild::Options& options, Venv venv) {
    std::vector<plan::Plan> plans = cli::make_plans(std::cerr, inputs_, components, venv);
    for (plan::Plan& plan : plans)
        std::ranges::move(check::changed_kinds(plan, options.out / plan.target.name),
                          std::back_inserter(plan.findings));
    return plans;
}

int Build::build(const std::vector<std::string>& components, bool replace_all,
                 const cli::Inputs::LeftOut& left_out) {
    process::require_program("rpmbuild");
    repo::require_repository_writer();
    // First: a passphrase's descriptor is not for programs that are started later.
    std::optional<repo::Signing> signing = sign_.signing(inputs_.project(), inputs_.target());
    rpmbuild::ToolsQuestion tools;
    const std::future<void> asked = plan::ask_rpmbuild_config();
    rpmbuild::Options options;
    options.out = std::filesystem::absolute(inputs_.out(out_)).lexically_normal();
    options.jobs = inputs_.jobs(jobs_);
    options.rebuild = rebuild_;
    options.replace_all = replace_all;
    for (const auto& [component, finding] : left_out) options.stay.insert(component);
    options.rules = repository_.rules(inputs_.keep());
    options.rules.signing = std::move(signing);
    options.rules.give_up_signatures = sign_.gives_up();
    options.program_version = cli::program_version();
    const std::filesystem::path instructions =
        inputs_.catalog().root() / "layouts" / "instructions.md";
    if (std::filesystem::exists(instructions)) options.instructions = instructions;
    inputs_.fetch(components);

    std::vector<plan::Plan> plans = make_plans(components, options, Venv::look_up);
    options.built_with = tools.finish();
    cli::print_findings(std::cerr, rpmbuild::findings_about(options.built_with));
    if (std::ranges::any_of(plans, rpmbuild::lacks_parts)) {
        refuse_before_parts(plans, options);
        plans = make_plans(components, options, Venv::build);
    }
    cli::refuse_errors(std::cerr, cli::findings_of(plans));

    cli::Progress progress(std::cerr, cli::stderr_is_terminal(), names_of(plans));
    rpmbuild::Result result = rpmbuild::run(plans, options, progress);
    progress.finish();
    for (const auto& [component, finding] : left_out) result.findings.push_back(finding);

    print_outcomes(plans, result);
    cli::print_findings(std::cerr, result.findings);
    if (json_) cli::print_json(std::cout, to_json(result));
    if (!result.published) {
        std::cerr << fmt::format("cal-pkg: nothing was published in {}\n",
                                 report::escaped(result.directory.string()));
        return 2;
    }
    if (!json_)
        for (const repo::Artifact& artifact : result.artifacts)
            cli::print_path(result.directory / artifact.path);
    return 0;
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
    if (!only_.empty()) return build(only_, false);
    cli::Inputs::LeftOut left_out;
    const std::vector<std::string> components = inputs_.all(left_out);
    return build(components, true, left_out);
}

} // namespace calpkg::commands
