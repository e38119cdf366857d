#include "cal-pkg/commands/package/diff.hpp"

#include "cal-pkg/cli/option_groups.hpp"
#include "cal-pkg/cli/printers.hpp"
#include "cal-pkg/cli/validators.hpp"
#include "lib/compare/packages.hpp"
#include "lib/compare/show/text.hpp"

#include <iostream>

namespace calpkg::commands {

void Diff::configure(CLI::App& app) {
    app.footer("cal-pkg diff calamari-server-1.2.rpm calamari-server-1.2.1.rpm");
    app.add_option("OLD", before_, "A package")
        ->required()
        ->check(cli::kNotEmpty)
        ->type_name("PATH");
    app.add_option("NEW", after_, "What it is compared with")
        ->required()
        ->check(cli::kNotEmpty)
        ->type_name("PATH");
}

int Diff::run() {
    compare::Comparison found{before_, after_, {}, {}};
    found.packages.push_back(compare::compare_packages(before_, after_));
    std::cout << compare::to_text(found);
    return found.differs() ? 1 : 0;
}

} // namespace calpkg::commands
