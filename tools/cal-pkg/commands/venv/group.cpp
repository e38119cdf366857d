#include "cal-pkg/commands/venv/group.hpp"

#include "cal-pkg/commands/venv/build.hpp"
#include "cal-pkg/commands/venv/wheelhouse.hpp"

namespace calpkg::commands {

namespace {

constexpr const char* kCommands = "Commands";

/// Every subcommand, in the order that --help lists them.
const std::vector<cli::CommandEntry>& subcommands() {
    static const std::vector<cli::CommandEntry> table{
        {"build", kCommands, "Build the virtualenv of a checkout as one tarball with a lock file",
         cli::make<VenvBuild>},
        {"wheelhouse", kCommands,
         "Fetch what a virtualenv is built from, for builds without network",
         cli::make<VenvWheelhouse>},
    };
    return table;
}

} // namespace

Venv::Venv()
    : CommandGroup("venv", "cal-pkg venv build --checkouts ~/src --target el7", subcommands()) {}

} // namespace calpkg::commands
