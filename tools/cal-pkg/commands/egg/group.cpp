#include "cal-pkg/commands/egg/group.hpp"

#include "cal-pkg/commands/egg/check.hpp"
#include "cal-pkg/commands/egg/diff.hpp"
#include "cal-pkg/commands/egg/edit.hpp"
#include "cal-pkg/commands/egg/list.hpp"
#include "cal-pkg/commands/egg/patch.hpp"
#include "cal-pkg/commands/egg/restore.hpp"
#include "cal-pkg/commands/egg/show.hpp"

namespace calpkg::commands {

namespace {

constexpr const char* kLook = "Look into";
constexpr const char* kChange = "Make and repair";

/// Every subcommand, in the order that --help lists them.
std::vector<cli::CommandEntry> all_subcommands() {
    std::vector<cli::CommandEntry> all{
        {"list", kLook, "List an egg's members", cli::make<EggList>},
        {"show", kLook, "Print a member of an egg", cli::make<EggShow>},
        {"diff", kLook, "Compare an egg with another one, or with a checkout", cli::make<EggDiff>},
        {"check", kLook, "Find what is wrong with an egg, and which files Python would run",
         cli::make<EggCheck>},
        {"patch", kChange, "Change an egg in place, into another file, or inside an RPM",
         cli::make<EggPatch>},
        {"edit", kChange, "Change a member with your editor", cli::make<EggEdit>},
        {"restore", kChange, "Put back the egg that 'egg patch' kept", cli::make<EggRestore>},
    };
    for (const cli::CommandEntry& entry : egg_makers(kChange)) all.push_back(entry);
    return all;
}

const std::vector<cli::CommandEntry>& subcommands() {
    static const std::vector<cli::CommandEntry> table = all_subcommands();
    return table;
}

} // namespace

Egg::Egg() : CommandGroup("egg", "cal-pkg egg check /opt/calamari", subcommands()) {}

} // namespace calpkg::commands
