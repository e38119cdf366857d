#pragma once

#include "cal-pkg/cli/command.hpp"
#include "cal-pkg/commands/egg/argument.hpp"

namespace calpkg::commands {

/// `cal-pkg egg check`: which file Python runs for every module with bytecode, and what is wrong
/// with the egg. Exits with 1 for a warning or an error; notes are no reason to.
class EggCheck : public cli::Command {
public:
    void configure(CLI::App& app) override;
    int run() override;

private:
    EggArgument egg_;
    bool json_ = false;
};

} // namespace calpkg::commands
