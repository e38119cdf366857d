#include "cal-pkg/commands/package/dist.hpp"

#include "cal-pkg/cli/option_groups.hpp"
#include "cal-pkg/cli/printers.hpp"
#include "cal-pkg/cli/tarballs.hpp"
#include "cal-pkg/cli/validators.hpp"
#include "lib/fs/output_directory.hpp"
#include "lib/plan/refuse_among_sources.hpp"

#include <iostream>

namespace calpkg::commands {

void Dist::configure(CLI::App& app) {
    app.footer("cal-pkg dist server --checkouts ~/src --out tarballs");
    app.add_option("COMPONENT", components_, "Components to write the tarball of")
        ->required()
        ->type_name("COMPONENT");
    app.add_option("--out", out_, "Directory to write to (default: the current one)")
        ->check(cli::kNotEmpty)
        ->type_name("DIR")
        ->group(cli::kOutput);
    app.add_flag("--json", json_, "Print JSON")->group(cli::kOutput);
    inputs_.configure(app, false);
}

int Dist::run() {
    inputs_.load();
    cli::print_findings(std::cerr, inputs_.unused(components_));
    inputs_.fetch(components_);
    std::vector<plan::DistPlan> plans;
    for (const plan::Request& request : inputs_.requests(components_)) {
        plans.push_back(plan::make_dist(inputs_.catalog(), request));
        cli::print_findings(std::cerr, plans.back().findings);
        plan::refuse_among_sources(out_, plans.back().packed_whole, plans.back().tarball, "--out");
    }
    const fs::OutputDirectory made(out_);
    std::vector<cli::Tarball> tarballs;
    for (const plan::DistPlan& plan : plans)
        tarballs.push_back(cli::write_tarball(plan.component, plan.entries, {},
                                              std::filesystem::path(out_) / plan.tarball));
    cli::print_tarballs(tarballs, json_);
    return 0;
}

} // namespace calpkg::commands
