#include "cal-pkg/cli/command.hpp"

#include "cal-pkg/commands/egg/group.hpp"
#include "cal-pkg/commands/package/build.hpp"
#include "cal-pkg/commands/package/dist.hpp"
#include "cal-pkg/commands/package/plan.hpp"
#include "cal-pkg/commands/package/stage.hpp"
#include "cal-pkg/commands/package/version.hpp"
#include "cal-pkg/commands/venv/group.hpp"

namespace calpkg::cli {

const std::vector<CommandEntry>& commands() {
    static const std::vector<CommandEntry> table{
        {"build-all", "Build every component and publish the RPMs as a repository",
         make<commands::BuildAll>},
        {"build", "Build some components and publish them beside the others",
         make<commands::Build>},
        {"plan", "Show what a build would do, and do nothing", make<commands::Plan>},
        {"version", "Show the version that a checkout gets, and why", make<commands::Version>},
        {"dist", "Write the source tarball of 'make dist' or 'setup.py sdist'",
         make<commands::Dist>},
        {"stage", "Write the tarball of what a package installs", make<commands::Stage>},
        {"venv", "Build the server's virtualenv, or fetch what it is built from",
         make<commands::Venv>},
        {"egg", "Make, look into, check and repair Python eggs", make<commands::Egg>},
    };
    return table;
}

} // namespace calpkg::cli
