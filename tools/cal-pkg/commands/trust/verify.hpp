#pragma once

#include "cal-pkg/cli/command.hpp"

#include <string>
#include <vector>

namespace calpkg::commands {

/// `cal-pkg verify PATH…`: whether packages and published directories are as they were made. Exits with 1 for errors;
/// warnings and notes are no reason to.
class Verify : public cli::Command {
public:
    void configure(CLI::App& app) override;
    int run() override;

private:
    std::vector<std::string> paths_, keys_;
    std::string junit_, sarif_;
    bool json_ = false;
};

} // namespace calpkg::commands
