#pragma once

#include "cal-pkg/cli/built_output.hpp"
#include "cal-pkg/cli/command.hpp"
#include "cal-pkg/options/inputs.hpp"

namespace calpkg::commands {

/// `cal-pkg venv build`: the virtualenv of a checkout as a tarball, with its lock file and log beside it.
class VenvBuild : public cli::Command {
public:
    void configure(CLI::App& app) override;
    int run() override;

private:
    cli::Inputs inputs_;
    std::string component_ = "server";
    cli::BuiltOutput output_;
};

} // namespace calpkg::commands
