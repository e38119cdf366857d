#pragma once

#include <CLI/App.hpp>

#include <memory>
#include <string>
#include <vector>

namespace calpkg::cli {

/// One subcommand: configure() declares its arguments once, run() does the work after they
/// have been parsed. One file pair each in commands/.
class Command {
public:
    virtual ~Command() = default;
    virtual void configure(CLI::App& app) = 0;
    /// The program's exit status: 0 done, 1 findings or differences. Failures are exceptions.
    virtual int run() = 0;
};

struct CommandEntry {
    const char* name;
    const char* group;   ///< the heading that --help lists it under; empty hides it
    const char* summary; ///< one line without a full stop
    std::unique_ptr<Command> (*make)();
};

/// For the tables: makes a command of type T.
template <typename T>
std::unique_ptr<Command> make() {
    return std::make_unique<T>();
}

/// Every command, in the order that --help lists them.
const std::vector<CommandEntry>& commands();

/// Adds the command `entry` to `parent`, without its arguments: those are for its configure().
CLI::App* add_command(CLI::App& parent, const CommandEntry& entry);

} // namespace calpkg::cli
