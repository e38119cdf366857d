#pragma once

#include "cal-pkg/cli/command_group.hpp"

namespace calpkg::commands {

/// `cal-pkg venv`: what it can do is in the table in group.cpp.
class Venv : public cli::CommandGroup {
public:
    Venv();
};

} // namespace calpkg::commands
