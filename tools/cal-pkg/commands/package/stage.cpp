#include "cal-pkg/commands/package/stage.hpp"

#include "cal-pkg/cli/option_groups.hpp"
#include "cal-pkg/cli/plans.hpp"
#include "cal-pkg/cli/printers.hpp"
#include "cal-pkg/cli/tarballs.hpp"
#include "cal-pkg/cli/validators.hpp"
#include "lib/fs/output_directory.hpp"
#include "lib/plan/refuse_among_sources.hpp"
#include "lib/rpmbuild/command.hpp"
#include "lib/rpmbuild/topdir.hpp"

#include <iostream>

namespace calpkg::commands {

void Stage::configure(CLI::App& app) {
    app.footer("cal-pkg stage server --checkouts ~/src --target el7 --out tarballs");
    app.add_option("COMPONENT", components_, "Components to stage")
        ->required()
        ->type_name("COMPONENT");
    app.add_option("--out", out_, "Directory to write to (default: the current one)")
        ->check(cli::kNotEmpty)
        ->type_name("DIR")
        ->group(cli::kOutput);
    app.add_option("--topdir", topdir_,
                   "Prepare DIR/COMPONENT for rpmbuild instead, and print the commands")
        ->check(cli::kNotEmpty)
        ->type_name("DIR")
        ->group(cli::kOutput);
    app.add_flag("--json", json_, "Print JSON")->group(cli::kOutput);
    inputs_.configure(app, true);
}

int Stage::run() {
    inputs_.load();
    cli::print_findings(std::cerr, inputs_.unused(components_));
    inputs_.fetch(components_);
    const std::vector<plan::Plan> plans =
        cli::make_plans(std::cerr, inputs_, components_, cli::Inputs::Venv::build);
    cli::refuse_errors(std::cerr, cli::findings_of(plans));
    for (const plan::Plan& plan : plans)
        plan::refuse_among_sources(topdir_.empty() ? out_ : topdir_, plan.packed_whole, plan.name,
                                   topdir_.empty() ? "--out" : "--topdir");
    const fs::OutputDirectory made(topdir_.empty() ? out_ : topdir_);
    if (!topdir_.empty()) {
        auto list = nlohmann::ordered_json::array();
        for (const plan::Plan& plan : plans) {
            const std::filesystem::path topdir =
                std::filesystem::absolute(topdir_).lexically_normal() / plan.component;
            rpmbuild::prepare_topdir(plan, topdir);
            const std::string line =
                rpmbuild::line_to_paste(rpmbuild::rpmbuild_command(plan, topdir));
            const std::string canonical =
                rpmbuild::line_to_paste(rpmbuild::canonical_command(plan, topdir));
            if (!json_) std::cout << line << '\n' << canonical << '\n';
            list.push_back({{"component", plan.component},
                            {"topdir", topdir.string()},
                            {"command", line},
                            {"canonical", canonical}});
        }
        if (json_) cli::print_json(std::cout, {{"topdirs", std::move(list)}});
        return 0;
    }
    std::vector<cli::Tarball> tarballs;
    for (const plan::Plan& plan : plans)
        tarballs.push_back(
            cli::write_tarball(plan.component, plan.entries, plan.venv_archive,
                               std::filesystem::path(out_) / (plan.tarball + ".gz")));
    cli::print_tarballs(tarballs, json_);
    return 0;
}

} // namespace calpkg::commands
