#include "cal-pkg/commands/package/diff.hpp"

#include "cal-pkg/cli/option_groups.hpp"
#include "cal-pkg/cli/printers.hpp"
#include "cal-pkg/cli/validators.hpp"
#include "cal-pkg/commands/package/diff_commits.hpp"
#include "cal-pkg/commands/package/diff_json.hpp"
#include "lib/compare/installed/sides.hpp"
#include "lib/compare/policy/policy.hpp"
#include "lib/compare/show/html.hpp"
#include "lib/compare/show/junit.hpp"
#include "lib/compare/show/markdown.hpp"
#include "lib/compare/show/text.hpp"
#include "lib/fs/report_file.hpp"
#include "lib/report/error.hpp"

#include <iostream>
#include <optional>

namespace calpkg::commands {

namespace {

/// What is read of a side. A commit comes from its checkout's repository, not from the work tree.
std::filesystem::path read_of(const std::string& side) {
    const auto commit = compare::commit_name(side);
    return commit ? commit->checkout / ".git" : std::filesystem::path(side);
}

} // namespace

void Diff::configure(CLI::App& app) {
    app.footer("cal-pkg diff calamari-server-1.2.rpm calamari-server-1.2.1.rpm");
    app.add_option("OLD", before_,
                   "Package, published directory, installed root, or CHECKOUT@COMMIT")
        ->required()
        ->check(cli::kNotEmpty)
        ->type_name("PATH");
    app.add_option("NEW", after_, "What it is compared with")
        ->required()
        ->check(cli::kNotEmpty)
        ->type_name("PATH");
    inputs_.configure_target(app);
    app.add_option("--policy", policy_, "Allow only the differences that this policy allows")
        ->check(cli::kNotEmpty)
        ->type_name("FILE")
        ->group(cli::kChecks);
    app.add_option("--html", html_, "Also write a page to look at and to search")
        ->check(cli::kNotEmpty)
        ->type_name("FILE")
        ->group(cli::kOutput);
    app.add_option("--junit", junit_, "Also write a report for a CI server")
        ->check(cli::kNotEmpty)
        ->type_name("FILE")
        ->group(cli::kOutput);
    CLI::Option* json = app.add_flag("--json", json_, "Print JSON")->group(cli::kOutput);
    app.add_flag("--markdown", markdown_, "Print a comment for a pull request")
        ->group(cli::kOutput)
        ->excludes(json);
}

void Diff::print(const compare::Comparison& comparison) const {
    if (markdown_)
        std::cout << compare::to_markdown(comparison);
    else
        std::cout << compare::to_text(comparison);
}

compare::Comparison Diff::comparison() {
    const auto old_commit = compare::commit_name(before_),
               new_commit = compare::commit_name(after_);
    if (!old_commit && !new_commit) return compare::compare_sides(before_, after_);
    if (!old_commit || !new_commit)
        throw report::Error(old_commit ? after_ : before_, "is not a commit, and the other one is",
                            "compare two commits, written CHECKOUT@COMMIT");
    inputs_.load();
    return compare_commits(inputs_, *old_commit, *new_commit);
}

int Diff::run() {
    fs::check_report_files({html_, junit_}, {read_of(before_), read_of(after_), policy_});
    std::optional<compare::Policy> policy;
    if (!policy_.empty()) policy = compare::read_policy(policy_);
    const compare::Comparison found = comparison();
    std::optional<report::Findings> findings;
    if (policy) findings = compare::judge(found, *policy);
    if (!html_.empty()) fs::write_report(html_, compare::to_html(found));
    if (!junit_.empty())
        fs::write_report(junit_, compare::to_junit(found, findings ? &*findings : nullptr));
    if (json_) {
        nlohmann::ordered_json json = to_json(found);
        if (findings) json["findings"] = cli::to_json(*findings);
        cli::print_json(std::cout, json);
    } else {
        print(found);
    }
    if (!findings) return found.differs() ? 1 : 0;
    cli::print_findings(std::cerr, *findings);
    return report::has_errors(*findings) ? 1 : 0;
}

} // namespace calpkg::commands
