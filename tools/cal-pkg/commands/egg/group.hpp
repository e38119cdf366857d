#pragma once

#include "cal-pkg/cli/command_group.hpp"

namespace calpkg::commands {

/// `cal-pkg egg`: makes eggs, looks into them, checks and repairs them. What it can do is in the table in egg.cpp.
class Egg : public cli::CommandGroup {
public:
    Egg();
};

} // namespace calpkg::commands
