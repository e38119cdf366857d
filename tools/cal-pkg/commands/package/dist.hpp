#pragma once

#include "cal-pkg/cli/command.hpp"
#include "cal-pkg/options/inputs.hpp"

namespace calpkg::commands {

/// `cal-pkg dist COMPONENT…`: the source tarball that upstream's `make dist` or `setup.py sdist` writes.
class Dist : public cli::Command {
public:
    void configure(CLI::App& app) override;
    int run() override;

private:
    cli::Inputs inputs_;
    std::vector<std::string> components_;
    std::string out_ = ".";
    bool json_ = false;
};

} // namespace calpkg::commands
