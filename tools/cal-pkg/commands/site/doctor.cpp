#include "cal-pkg/commands/site/doctor.hpp"

#include "cal-pkg/cli/option_groups.hpp"
#include "cal-pkg/cli/printers.hpp"
#include "cal-pkg/cli/validators.hpp"
#include "lib/doctor/doctor.hpp"
#include "lib/report/error.hpp"

#include <iostream>

namespace calpkg::commands {

void Doctor::configure(CLI::App& app) {
    app.footer("cal-pkg doctor");
    app.add_option("--root", root_, "Root directory of the site (default /)")
        ->check(cli::kNotEmpty)
        ->type_name("DIR")
        ->group(cli::kInputs);
    app.add_flag("--json", json_, "Print JSON")->group(cli::kOutput);
}

int Doctor::run() {
    const doctor::Diagnosis diagnosis = doctor::examine(root_);
    if (json_)
        cli::print_json(std::cout,
                        nlohmann::ordered_json{{"root", report::escaped(root_)},
                                               {"site", diagnosis.kinds},
                                               {"clean", diagnosis.clean()},
                                               {"findings", cli::to_json(diagnosis.findings)}});
    else
        cli::print_findings(std::cout, diagnosis.findings);
    return diagnosis.clean() ? 0 : 1;
}

} // namespace calpkg::commands
