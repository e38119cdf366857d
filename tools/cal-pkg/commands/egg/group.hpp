#pragma once

#include "cal-pkg/cli/command_group.hpp"

namespace calpkg::commands {

/// `cal-pkg egg`: makes eggs, looks into them, checks and repairs them. What it can do is in the table in egg.cpp.
class Egg : public cli::CommandGroup {
public:
    Egg();
};

/// The subcommands of `egg` that make eggs, for `group` of --help: beside the program's table of commands, since the
/// program for the sites has none.
std::vector<cli::CommandEntry> egg_makers(const char* group);

} // namespace calpkg::commands
