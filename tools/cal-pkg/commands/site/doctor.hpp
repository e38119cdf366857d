#pragma once

#include "cal-pkg/cli/command.hpp"

#include <string>

namespace calpkg::commands {

/// `cal-pkg doctor`
class Doctor : public cli::Command {
public:
    void configure(CLI::App& app) override;
    int run() override;

private:
    std::string root_ = "/";
    bool json_ = false;
};

} // namespace calpkg::commands
