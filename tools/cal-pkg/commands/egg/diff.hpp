#pragma once

#include "cal-pkg/cli/command.hpp"
#include "cal-pkg/commands/egg/argument.hpp"

#include <string>

namespace calpkg::commands {

/// `cal-pkg egg diff`: unified diff from an egg to another one, or to what a checkout holds of its
/// packages. Exits with 1 when they differ.
class EggDiff : public cli::Command {
public:
    void configure(CLI::App& app) override;
    int run() override;

private:
    EggArgument egg_;
    std::string other_;
    bool json_ = false;
};

} // namespace calpkg::commands
