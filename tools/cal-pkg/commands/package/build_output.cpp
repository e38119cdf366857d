#include "cal-pkg/commands/package/build_output.hpp"

#include "cal-pkg/cli/plans.hpp"
#include "cal-pkg/cli/printers.hpp"
#include "cal-pkg/cli/timings_printer.hpp"
#include "lib/report/error.hpp"

#include <fmt/format.h>

#include <algorithm>
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

/// What was found in the finished package: what stands behind the plan's findings.
report::Findings found_in(const plan::Plan& plan, const rpmbuild::Outcome& outcome) {
    const auto planned = static_cast<std::ptrdiff_t>(plan.findings.size());
    return {outcome.findings.begin() + planned, outcome.findings.end()};
}

/// `target` is empty where there is one alone.
void print_failure(const rpmbuild::Outcome& outcome, const report::Findings& found,
                   const std::string& target) {
    if (outcome.ok) return;
    const std::string of_target = target.empty() ? "" : " for " + target;
    if (!outcome.log_tail.empty())
        std::cerr << fmt::format("--- end of the log of {}{} ---\n{}\n---\n", outcome.component,
                                 of_target, outcome.log_tail);
    if (!is_told(outcome.error, found))
        cli::print_error(std::cerr, (target.empty() ? "" : target + ": ") + outcome.error);
    if (!outcome.log.empty())
        std::cerr << "whole log: " << report::escaped(outcome.log.string()) << '\n';
}

void print_outcomes_of_one(const TargetBuild& build) {
    for (std::size_t i = 0; i < build.result.outcomes.size(); ++i) {
        const report::Findings found = found_in(build.plans[i], build.result.outcomes[i]);
        cli::print_findings(std::cerr, found);
        print_failure(build.result.outcomes[i], found, {});
    }
    cli::print_findings(std::cerr, build.result.findings);
}

/// Of one target alone its rows stand behind those of all.
cli::TimingRows rows_of(const report::Timings& all, const std::vector<TargetBuild>& builds) {
    cli::TimingRows rows = all.rows();
    if (builds.size() == 1)
        std::ranges::move(builds.front().timings->rows(), std::back_inserter(rows));
    return rows;
}

} // namespace

void add_timings(nlohmann::ordered_json& json, const report::Timings& all,
                 const std::vector<TargetBuild>& builds) {
    json["timings"] = cli::to_json(rows_of(all, builds));
    json["timings"]["milliseconds"] = cli::milliseconds(all.total());
    if (builds.size() == 1) return;
    for (std::size_t i = 0; i < builds.size(); ++i)
        json["targets"][i]["timings"] = cli::to_json(builds[i].timings->rows());
}

void print_timings(const report::Timings& all, const std::vector<TargetBuild>& builds) {
    cli::print_timings(std::cerr, "phase", rows_of(all, builds));
    if (builds.size() > 1)
        for (const TargetBuild& build : builds)
            cli::print_timings(std::cerr, build.target.name, build.timings->rows());
    cli::print_total(std::cerr, all.total());
}

nlohmann::ordered_json to_json(const std::vector<TargetBuild>& builds) {
    if (builds.size() == 1) return to_json(builds.front().result);
    auto targets = nlohmann::ordered_json::array();
    for (const TargetBuild& build : builds) {
        nlohmann::ordered_json target{{"target", build.target.name}};
        target.update(to_json(build.result));
        target["error"] = build.error;
        targets.push_back(std::move(target));
    }
    return {{"targets", std::move(targets)}};
}

void print_outcomes(const std::vector<TargetBuild>& builds) {
    if (builds.size() == 1) return print_outcomes_of_one(builds.front());
    cli::TargetFindings packages, publishing;
    for (const TargetBuild& build : builds) {
        if (build.failed()) continue;
        report::Findings found;
        for (std::size_t i = 0; i < build.result.outcomes.size(); ++i)
            std::ranges::move(found_in(build.plans[i], build.result.outcomes[i]),
                              std::back_inserter(found));
        packages.emplace_back(build.target.name, std::move(found));
        publishing.emplace_back(build.target.name, build.result.findings);
    }
    cli::print_findings(std::cerr, cli::merged_findings(packages));
    for (const TargetBuild& build : builds)
        for (std::size_t i = 0; i < build.result.outcomes.size(); ++i)
            print_failure(build.result.outcomes[i],
                          found_in(build.plans[i], build.result.outcomes[i]), build.target.name);
    cli::print_findings(std::cerr, cli::merged_findings(publishing));
}

} // namespace calpkg::commands
