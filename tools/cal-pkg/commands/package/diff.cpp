#include "cal-pkg/commands/package/diff.hpp"

#include "cal-pkg/cli/option_groups.hpp"
#include "cal-pkg/cli/printers.hpp"
#include "cal-pkg/cli/validators.hpp"
#include "cal-pkg/commands/package/diff_json.hpp"
#include "lib/compare/installed/sides.hpp"
#include "lib/compare/policy/policy.hpp"
#include "lib/compare/show/html.hpp"
#include "lib/compare/show/junit.hpp"
#include "lib/compare/show/markdown.hpp"
#include "lib/compare/show/text.hpp"
#include "lib/fs/file.hpp"

#include <iostream>
#include <optional>

namespace calpkg::commands {

void Diff::configure(CLI::App& app) {
    app.footer("cal-pkg diff calamari-server-1.2.rpm calamari-server-1.2.1.rpm");
    app.add_option("OLD", before_, "A package, a published directory or an installed root")
        ->required()
        ->check(cli::kNotEmpty)
        ->type_name("PATH");
    app.add_option("NEW", after_, "What it is compared with")
        ->required()
        ->check(cli::kNotEmpty)
        ->type_name("PATH");
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

int Diff::run() {
    std::optional<compare::Policy> policy;
    if (!policy_.empty()) policy = compare::read_policy(policy_);
    const compare::Comparison found = compare::compare_sides(before_, after_);
    std::optional<report::Findings> findings;
    if (policy) findings = compare::judge(found, *policy);
    if (!html_.empty()) fs::write_file(html_, compare::to_html(found));
    if (!junit_.empty())
        fs::write_file(junit_, compare::to_junit(found, findings ? &*findings : nullptr));
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
