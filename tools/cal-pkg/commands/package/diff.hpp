#pragma once

#include "cal-pkg/cli/command.hpp"

#include <string>

namespace calpkg::commands {

/// `cal-pkg diff OLD NEW`: what differs between two packages. Exits with 1 when anything does.
class Diff : public cli::Command {
public:
    void configure(CLI::App& app) override;
    int run() override;

private:
    std::string before_, after_;
};

} // namespace calpkg::commands
