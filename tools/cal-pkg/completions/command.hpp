#pragma once

#include "cal-pkg/cli/command.hpp"

#include <string>

namespace calpkg::completions {

/// `cal-pkg completion SHELL`: the script that completes cal-pkg's command lines in that shell. Hidden: the
/// build runs it and installs the scripts where shells look.
class Completion : public cli::Command {
public:
    void configure(CLI::App& app) override;
    int run() override;

private:
    std::string shell_;
};

} // namespace calpkg::completions
