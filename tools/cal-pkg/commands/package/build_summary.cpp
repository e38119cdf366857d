#include "cal-pkg/commands/package/build_summary.hpp"

#include "cal-pkg/cli/printers.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <ostream>

namespace calpkg::commands {

namespace {

void count(const report::Findings& findings, Summary& summary) {
    for (const report::Finding& finding : findings) switch (finding.severity) {
        case report::Severity::error: ++summary.errors; break;
        case report::Severity::warning: ++summary.warnings; break;
        case report::Severity::note: ++summary.notes; break;
        }
}

/// "2 warnings"; nothing of none.
void add(std::vector<std::string>& parts, std::size_t number, const char* what,
         const char* plural) {
    if (number > 0)
        parts.push_back(fmt::format("{} {}{}", number, what, number == 1 ? "" : plural));
}

std::string text_of(const Summary& summary) {
    std::vector<std::string> components, findings;
    add(components, summary.built.size(), "built", "");
    add(components, summary.reused.size(), "unchanged", "");
    add(components, summary.failed.size(), "failed", "");
    add(findings, summary.errors, "error", "s");
    add(findings, summary.warnings, "warning", "s");
    add(findings, summary.notes, "note", "s");
    std::string text = fmt::format("{}: {}", summary.target, fmt::join(components, ", "));
    if (summary.packages > 0)
        text += fmt::format("; {} package{}, {}", summary.packages,
                            summary.packages == 1 ? "" : "s", cli::human_size(summary.bytes));
    if (!findings.empty()) text += fmt::format("; {}", fmt::join(findings, ", "));
    return text;
}

} // namespace

Summary summary_of(const TargetBuild& build) {
    Summary summary;
    summary.target = build.target.name;
    summary.published = build.result.published;
    for (const rpmbuild::Outcome& outcome : build.result.outcomes) {
        (!outcome.ok      ? summary.failed
         : outcome.reused ? summary.reused
                          : summary.built)
            .push_back(outcome.component);
        count(outcome.findings, summary);
    }
    count(build.result.findings, summary);
    summary.packages = build.result.artifacts.size();
    for (const repo::Artifact& artifact : build.result.artifacts) summary.bytes += artifact.size;
    return summary;
}

nlohmann::ordered_json to_json(const Summary& summary) {
    return {
        {"target", summary.target},
        {"published", summary.published},
        {"built", summary.built},
        {"reused", summary.reused},
        {"failed", summary.failed},
        {"packages", summary.packages},
        {"bytes", summary.bytes},
        {"findings",
         {{"errors", summary.errors}, {"warnings", summary.warnings}, {"notes", summary.notes}}}};
}

void print_summary(std::ostream& out, const std::vector<TargetBuild>& builds,
                   report::Timings::Clock::duration time) {
    const double seconds = std::chrono::duration<double>(time).count();
    for (const TargetBuild& build : builds)
        if (!build.result.outcomes.empty())
            out << text_of(summary_of(build))
                << (&build == &builds.back() ? fmt::format("; {:.1f} s in all\n", seconds) : "\n");
}

} // namespace calpkg::commands
