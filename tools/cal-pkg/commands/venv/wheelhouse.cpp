#include "cal-pkg/commands/venv/wheelhouse.hpp"

#include "cal-pkg/cli/option_groups.hpp"
#include "cal-pkg/cli/printers.hpp"
#include "cal-pkg/cli/validators.hpp"
#include "lib/hash/digest.hpp"
#include "lib/venv/build.hpp"

#include <iostream>

namespace calpkg::commands {

void VenvWheelhouse::configure(CLI::App& app) {
    app.footer("cal-pkg venv wheelhouse wheels --checkouts ~/src --target el7");
    app.add_option("DIR", directory_, "Directory to fill")
        ->required()
        ->check(cli::kNotEmpty)
        ->type_name("DIR");
    app.add_option("--component", component_, "Component that it is for (default server)")
        ->check(cli::kNotEmpty)
        ->type_name("COMPONENT")
        ->group(cli::kInputs);
    app.add_flag("--json", json_, "Print JSON")->group(cli::kOutput);
    inputs_.configure(app, false);
    inputs_.configure_target(app);
    inputs_.configure_venv(app, false);
}

int VenvWheelhouse::run() {
    inputs_.load();
    inputs_.fetch({component_}, true);
    auto list = nlohmann::ordered_json::array();
    for (const std::filesystem::path& archive :
         venv::fill_wheelhouse(inputs_.catalog(), inputs_.target(), inputs_.request(component_),
                               directory_, inputs_.venv_options())) {
        if (json_)
            list.push_back({{"path", archive.string()}, {"sha256", hash::sha256_file(archive)}});
        else
            cli::print_path(archive);
    }
    if (json_) cli::print_json(std::cout, {{"archives", std::move(list)}});
    return 0;
}

} // namespace calpkg::commands
