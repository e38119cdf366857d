#pragma once

#include "cal-pkg/cli/command_group.hpp"

namespace calpkg::commands {

/// `cal-pkg web`: what it can do is in the table in group.cpp.
class Web : public cli::CommandGroup {
public:
    Web();
};

} // namespace calpkg::commands
