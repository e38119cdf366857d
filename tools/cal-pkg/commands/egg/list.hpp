#pragma once

#include "cal-pkg/cli/command.hpp"
#include "cal-pkg/commands/egg/argument.hpp"

namespace calpkg::commands {

/// `cal-pkg egg list`: the members with their sizes, their times as stored (a zip's are local times
/// of whoever made it, a directory's UTC) and the bytecode that modules have.
class EggList : public cli::Command {
public:
    void configure(CLI::App& app) override;
    int run() override;

private:
    EggArgument egg_;
    bool json_ = false;
};

} // namespace calpkg::commands
