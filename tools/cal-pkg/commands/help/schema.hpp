#pragma once

#include "cal-pkg/cli/command.hpp"

#include <string>

namespace calpkg::commands {

/// `cal-pkg schema NAME`: the JSON Schema of a kind of YAML file; with a FILE, what the reader says against that.
/// Hidden: the build runs it and installs the schemas where editors find them, tests hold the two against each other.
class Schema : public cli::Command {
public:
    void configure(CLI::App& app) override;
    int run() override;

private:
    std::string name_;
    std::string file_;
};

} // namespace calpkg::commands
