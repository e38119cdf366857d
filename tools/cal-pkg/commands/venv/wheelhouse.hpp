#pragma once

#include "cal-pkg/cli/command.hpp"
#include "cal-pkg/options/inputs.hpp"

namespace calpkg::commands {

/// `cal-pkg venv wheelhouse DIR`: fetches from the network what `venv build --wheelhouse DIR` needs.
class VenvWheelhouse : public cli::Command {
public:
    void configure(CLI::App& app) override;
    int run() override;

private:
    cli::Inputs inputs_;
    std::string component_ = "server";
    std::string directory_;
    bool json_ = false;
};

} // namespace calpkg::commands
