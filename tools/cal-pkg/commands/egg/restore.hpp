#pragma once

#include "cal-pkg/cli/command.hpp"
#include "cal-pkg/commands/egg/argument.hpp"

namespace calpkg::commands {

/// `cal-pkg egg restore`: puts back the egg that `egg patch` kept beside the patched one.
class EggRestore : public cli::Command {
public:
    void configure(CLI::App& app) override;
    int run() override;

private:
    EggArgument egg_;
    bool force_ = false;
    bool json_ = false;
};

} // namespace calpkg::commands
