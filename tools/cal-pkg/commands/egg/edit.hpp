#pragma once

#include "cal-pkg/cli/command.hpp"
#include "cal-pkg/commands/egg/argument.hpp"
#include "cal-pkg/commands/egg/change.hpp"

#include <string>

namespace calpkg::commands {

/// `cal-pkg egg edit`: a member in the user's editor; what was written is shown, checked and, when the user says so,
/// applied as `egg patch` does.
class EggEdit : public cli::Command {
public:
    void configure(CLI::App& app) override;
    int run() override;

private:
    EggArgument egg_;
    std::string member_ = "calamari_web/settings.py";
    EggChange change_;
};

} // namespace calpkg::commands
