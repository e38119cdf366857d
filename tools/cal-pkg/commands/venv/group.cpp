#include "cal-pkg/commands/venv/group.hpp"

#include "cal-pkg/commands/venv/build.hpp"
#include "cal-pkg/commands/venv/wheelhouse.hpp"

namespace calpkg::commands {

namespace {

/// Every subcommand, in the order that --help lists them.
const std::vector<cli::CommandEntry>& venv_subcommands() {
    static const std::vector<cli::CommandEntry> table{
        {"build", "Commands", "Build the virtualenv of a checkout as one tarball with a lock file",
         cli::make<VenvBuild>},
        {"wheelhouse", "Commands",
         "Fetch what a virtualenv is built from, for builds without network",
         cli::make<VenvWheelhouse>},
    };
    return table;
}

} // namespace

Venv::Venv()
    : CommandGroup("venv", "cal-pkg venv build --checkouts ~/src --target el7",
                   venv_subcommands()) {}

} // namespace calpkg::commands
