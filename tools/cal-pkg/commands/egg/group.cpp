#include "cal-pkg/commands/egg/group.hpp"

#include "cal-pkg/commands/egg/build.hpp"
#include "cal-pkg/commands/egg/check.hpp"
#include "cal-pkg/commands/egg/diff.hpp"
#include "cal-pkg/commands/egg/list.hpp"
#include "cal-pkg/commands/egg/patch.hpp"
#include "cal-pkg/commands/egg/restore.hpp"
#include "cal-pkg/commands/egg/show.hpp"

namespace calpkg::commands {

namespace {

/// Every subcommand, in the order that --help lists them.
const std::vector<cli::CommandEntry>& subcommands() {
    static const std::vector<cli::CommandEntry> table{
        {"list", "List an egg's members", cli::make<EggList>},
        {"show", "Print a member of an egg", cli::make<EggShow>},
        {"diff", "Compare an egg with another one, or with a checkout", cli::make<EggDiff>},
        {"check", "Find what is wrong with an egg, and which files Python would run",
         cli::make<EggCheck>},
        {"patch", "Change an egg in place, into another file, or inside an RPM",
         cli::make<EggPatch>},
        {"restore", "Put back the egg that patch has kept", cli::make<EggRestore>},
        {"build", "Make the egg of a pure-Python package, without Python", cli::make<EggBuild>},
    };
    return table;
}

} // namespace

Egg::Egg() : CommandGroup("egg", subcommands()) {}

} // namespace calpkg::commands
