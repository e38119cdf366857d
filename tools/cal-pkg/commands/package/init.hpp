#pragma once

#include "cal-pkg/cli/command.hpp"

#include <string>

namespace calpkg::commands {

/// `cal-pkg init`: writes a cal-pkg.yaml, with a comment to each key, from the checkouts, targets and keys that it
/// finds. One that is there stays.
class Init : public cli::Command {
public:
    void configure(CLI::App& app) override;
    int run() override;

private:
    std::string checkouts_;
    std::string target_;
};

} // namespace calpkg::commands
