#pragma once

#include "cal-pkg/cli/command.hpp"
#include "cal-pkg/commands/egg/argument.hpp"

#include <string>

namespace calpkg::commands {

/// `cal-pkg egg show`: a member's content, byte for byte.
class EggShow : public cli::Command {
public:
    void configure(CLI::App& app) override;
    int run() override;

private:
    EggArgument egg_;
    std::string member_;
    bool json_ = false;
};

} // namespace calpkg::commands
