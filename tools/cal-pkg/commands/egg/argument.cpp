#include "cal-pkg/commands/egg/argument.hpp"

#include "cal-pkg/cli/validators.hpp"
#include "lib/report/error.hpp"

namespace calpkg::commands {

void EggArgument::configure(CLI::App& app) {
    app.add_option("EGG", given,
                   "A zip egg, a directory egg, an installed root such as /opt/calamari, or an RPM "
                   "that contains an egg")
        ->required()
        ->check(cli::kNotEmpty);
    app.add_option(
           "--egg", name,
           "Which egg, when EGG holds several: project, file name or path (default calamari_web)")
        ->type_name("NAME");
}

egg::EggLocation EggArgument::locate() const {
    egg::EggLocation location = egg::locate(given, name);
    if (location.kind == egg::EggLocation::Kind::itself && !name.empty())
        throw report::Error(given, "is an egg itself: --egg has no meaning for it",
                            "leave --egg out");
    return location;
}

std::vector<std::string> escaped_all(std::vector<std::string> names) {
    for (std::string& name : names) name = report::escaped(name);
    return names;
}

} // namespace calpkg::commands
