#include "cal-pkg/commands/venv/build.hpp"

#include "cal-pkg/cli/printers.hpp"
#include "lib/venv/build.hpp"

#include <fmt/format.h>

#include <iostream>

namespace calpkg::commands {

namespace {

nlohmann::ordered_json details(const venv::Built& built) {
    auto distributions = nlohmann::ordered_json::array();
    for (const venv::Locked& one : venv::read_lock(built.lock).distributions)
        distributions.push_back({{"name", one.name},
                                 {"version", one.version},
                                 {"file", one.file},
                                 {"sha256", one.sha256}});
    return {{"distributions", std::move(distributions)},
            {"findings", cli::to_json(built.findings)}};
}

} // namespace

void VenvBuild::configure(CLI::App& app) {
    app.footer("cal-pkg venv build --checkouts ~/src --target el7 --out venvs");
    app.add_option("COMPONENT", component_, "Component that it is for (default server)")
        ->type_name("COMPONENT");
    output_.configure(app);
    inputs_.configure(app, false);
    inputs_.configure_target(app);
    inputs_.configure_venv(app, true);
}

int VenvBuild::run() {
    inputs_.load();
    inputs_.fetch({component_}, true);
    const layout::Target target = inputs_.target();
    const venv::Built built =
        venv::build(inputs_.catalog(), target, inputs_.request(component_), inputs_.venv_options());
    cli::print_findings(std::cerr, built.findings);
    output_.write(fmt::format("calamari-venv-{}-{}", component_, target.name),
                  {built.tree, built.lock, built.log, built.epoch, built.cached}, "venv",
                  details(built));
    return 0;
}

} // namespace calpkg::commands
