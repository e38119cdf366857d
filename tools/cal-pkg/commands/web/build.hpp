#pragma once

#include "cal-pkg/cli/built_output.hpp"
#include "cal-pkg/cli/command.hpp"
#include "cal-pkg/options/inputs.hpp"

#include <string>

namespace calpkg::commands {

/// `cal-pkg web build`.
class WebBuild : public cli::Command {
public:
    void configure(CLI::App& app) override;
    int run() override;

private:
    cli::Inputs inputs_;
    cli::WebOptions options_;
    std::string component_ = "clients";
    cli::BuiltOutput output_;
    std::string lock_;
};

} // namespace calpkg::commands
