#pragma once

#include "cal-pkg/cli/command.hpp"

#include <memory>
#include <string>
#include <vector>

namespace calpkg::cli {

/// A command of commands: `cal-pkg venv build`.
class CommandGroup : public Command {
public:
    /// `example` is a whole command line. `table` lives as long as the program; its order is that of --help.
    CommandGroup(std::string name, std::string example, const std::vector<CommandEntry>& table)
        : name_(std::move(name)),
          example_(std::move(example)),
          table_(table) {}

    /// Mistyped commands and options become report::Errors with a suggestion.
    void configure(CLI::App& app) override;
    int run() override;

private:
    struct Subcommand {
        CLI::App* app;
        std::unique_ptr<Command> command;
    };

    std::string name_;
    std::string example_;
    const std::vector<CommandEntry>& table_;
    std::vector<Subcommand> subcommands_;
};

} // namespace calpkg::cli
