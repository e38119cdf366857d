#include "cal-pkg/commands/web/group.hpp"

#include "cal-pkg/commands/web/build.hpp"

namespace calpkg::commands {

namespace {

/// Every subcommand, in the order that --help lists them.
const std::vector<cli::CommandEntry>& web_subcommands() {
    static const std::vector<cli::CommandEntry> table{
        {"build", "Commands", "Build the web apps of a checkout as one tarball with a lock file",
         cli::make<WebBuild>},
    };
    return table;
}

} // namespace

Web::Web() : CommandGroup("web", "cal-pkg web build --checkouts ~/src", web_subcommands()) {}

} // namespace calpkg::commands
