#include "cal-pkg/cli/command_group.hpp"

#include "cal-pkg/cli/usage_errors.hpp"

#include <CLI/App.hpp>

namespace calpkg::cli {

void CommandGroup::configure(CLI::App& app) {
    app.footer(example_);
    app.allow_extras(); // so that they are refused here; the commands below inherit it
    app.parse_complete_callback([this, &app] {
        const std::string shown = "cal-pkg " + name_;
        const std::vector<CLI::App*> used = app.get_subcommands();
        if (!used.empty())
            return refuse_extras(*used.front(), used.front()->remaining(true),
                                 shown + " " + used.front()->get_name());
        const std::vector<std::string> given = app.remaining();
        if (given.empty()) throw missing_command(shown, table_);
        throw unknown_command(name_ + " " + given.front(), given.front(), table_);
    });
    for (const CommandEntry& entry : table_) {
        CLI::App* subcommand = add_command(app, entry);
        subcommands_.push_back({subcommand, entry.make()});
        subcommands_.back().command->configure(*subcommand);
    }
}

int CommandGroup::run() {
    for (const Subcommand& subcommand : subcommands_)
        if (subcommand.app->parsed()) return subcommand.command->run();
    throw missing_command("cal-pkg " + name_, table_);
}

} // namespace calpkg::cli
