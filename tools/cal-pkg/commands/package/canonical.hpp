#pragma once

#include "cal-pkg/cli/command.hpp"

#include <string>
#include <vector>

namespace calpkg::commands {

/// `cal-pkg canonical FILE…`: brings packages into the form that they have whatever rpmbuild made them.
class Canonical : public cli::Command {
public:
    void configure(CLI::App& app) override;
    int run() override;

private:
    std::vector<std::string> files_;
    std::string payload_, source_payload_;
    std::string out_;
    bool json_ = false;
};

} // namespace calpkg::commands
