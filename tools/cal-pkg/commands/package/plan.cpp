#include "cal-pkg/commands/package/plan.hpp"

#include "cal-pkg/cli/option_groups.hpp"
#include "cal-pkg/cli/plan_printer.hpp"
#include "cal-pkg/cli/plans.hpp"
#include "cal-pkg/cli/printers.hpp"
#include "cal-pkg/cli/timings_printer.hpp"
#include "cal-pkg/cli/validators.hpp"
#include "lib/report/error.hpp"
#include "lib/rpmbuild/config.hpp"

#include <future>
#include <iostream>

namespace calpkg::commands {

void Plan::configure(CLI::App& app) {
    inputs_.allow_targets();
    app.footer("cal-pkg plan server --checkouts ~/src --target el7");
    app.add_option("COMPONENT", components_,
                   "Components to plan (default: all that have a checkout)")
        ->type_name("COMPONENT");
    app.add_option("--topdir", topdir_,
                   "Work directory of the printed rpmbuild command (default rpmbuild)")
        ->check(cli::kNotEmpty)
        ->type_name("DIR")
        ->group(cli::kOutput);
    app.add_flag("--json", json_, "Print JSON")->group(cli::kOutput);
    app.add_flag("--timings", timings_wanted_, "Tell at the end how long each phase took")
        ->group(cli::kOutput);
    inputs_.configure(app, true);
}

int Plan::run() {
    inputs_.load();
    const std::future<void> asked = rpmbuild::ask_rpmbuild_config();
    timings_.add("", "starting", timings_.total());
    inputs_.fetch(components_.empty() ? inputs_.catalog().component_names() : components_);
    cli::Inputs::LeftOut left_out;
    const std::vector<std::string> components =
        components_.empty() ? inputs_.found(left_out) : components_;
    cli::print_findings(std::cerr, inputs_.unused(components));
    const std::vector<plan::Plan> plans =
        cli::make_plans(std::cerr, inputs_, components, cli::Inputs::Venv::look_up, &timings_);
    if (plans.empty())
        throw report::Error("", "no checkout is given",
                            "give the directory that holds them with --checkouts DIR");

    for (const auto& [component, finding] : left_out) cli::print_findings(std::cerr, {finding});

    const std::filesystem::path topdir = std::filesystem::absolute(topdir_).lexically_normal();
    const auto topdir_of = [&](const plan::Plan& plan) {
        const bool several = inputs_.targets().size() > 1;
        return (several ? topdir / plan.target.name : topdir) / plan.component;
    };
    auto list = nlohmann::ordered_json::array();
    for (const plan::Plan& plan : plans) {
        if (json_)
            list.push_back(cli::to_json(plan, topdir_of(plan)));
        else
            cli::print_plan(std::cout, plan, topdir_of(plan));
    }
    nlohmann::ordered_json json{{"plans", std::move(list)}};
    if (timings_wanted_) {
        const cli::TimingRows rows = timings_.rows();
        cli::print_timings(std::cerr, "phase", rows);
        cli::print_total(std::cerr, timings_.total());
        json["timings"] = cli::to_json(rows);
        json["timings"]["milliseconds"] = cli::milliseconds(timings_.total());
    }
    if (json_) cli::print_json(std::cout, json);
    cli::refuse_errors(std::cerr, cli::merged_findings(cli::findings_by_target(plans)));
    return 0;
}

} // namespace calpkg::commands
