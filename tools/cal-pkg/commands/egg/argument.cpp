#include "cal-pkg/commands/egg/argument.hpp"

#include "cal-pkg/cli/option_groups.hpp"
#include "cal-pkg/cli/validators.hpp"
#include "lib/report/error.hpp"
#include "lib/report/suggest.hpp"

namespace calpkg::commands {

void EggArgument::configure(CLI::App& app) {
    app.add_option("EGG", given,
                   "Zip egg, directory egg, package, root (such as /opt/calamari) or RPM")
        ->required()
        ->check(cli::kNotEmpty)
        ->type_name("PATH");
    app.add_option("--egg", name,
                   "Egg within EGG: project, file name or path (default calamari_web)")
        ->type_name("NAME")
        ->group(cli::kInputs);
}

egg::EggLocation EggArgument::locate() const {
    egg::EggLocation location = egg::locate(given, name);
    if (location.kind == egg::EggLocation::Kind::itself && !name.empty())
        throw report::Error(given, "is an egg itself: --egg has no meaning for it", "omit --egg");
    return location;
}

std::string content_of(const egg::Egg& egg, const std::string& member) {
    if (egg.has(member)) return egg.read(member);
    std::vector<std::string> names;
    for (const egg::Member& one : egg.members())
        if (!one.directory) names.push_back(report::escaped(one.name));
    const std::string near = report::nearest(member, names);
    throw report::Error(
        egg.name(), "has no member " + member,
        near.empty() ? "'cal-pkg egg list' shows what is in it" : "did you mean '" + near + "'?");
}

std::vector<std::string> escaped_all(std::vector<std::string> names) {
    for (std::string& name : names) name = report::escaped(name);
    return names;
}

} // namespace calpkg::commands
