#include "cal-pkg/cli/command_group.hpp"

#include "lib/report/error.hpp"
#include "lib/report/suggest.hpp"

#include <CLI/App.hpp>

#include <fmt/format.h>

namespace calpkg::cli {

/// No command, or one that does not exist.
void CommandGroup::refuse_unknown(const CLI::App& app) const {
    std::vector<std::string> names;
    for (const CommandEntry& entry : table_) names.emplace_back(entry.name);
    const std::vector<std::string> given = app.remaining();
    if (given.empty())
        throw report::Error("cal-pkg " + name_, "no command is given",
                            fmt::format("{}; 'cal-pkg {} --help' tells more",
                                        report::suggestion("", names), name_));
    throw report::Error(fmt::format("{} {}", name_, given.front()), "no such command",
                        report::suggestion(given.front(), names));
}

/// What `app`, one of the commands, was given and does not take.
void CommandGroup::refuse_extras(const CLI::App& app) const {
    std::vector<std::string> extras = app.remaining(true);
    std::erase(extras, "--"); // the mark behind which nothing is an option is among them
    if (extras.empty()) return;
    const std::string& word = extras.front();
    if (!word.starts_with("-"))
        throw report::Error(
            word, "is one argument too many",
            fmt::format("'cal-pkg {} {} --help' lists what there is", name_, app.get_name()));
    std::vector<std::string> options;
    for (const CLI::Option* option : app.get_options())
        for (const std::string& name : option->get_lnames()) options.push_back("--" + name);
    throw report::Error(word, "no such option",
                        report::suggestion(word.substr(0, word.find('=')), options));
}

void CommandGroup::configure(CLI::App& app) {
    app.allow_extras(); // so that they are refused here; the commands below inherit it
    app.parse_complete_callback([this, &app] {
        const auto used = app.get_subcommands();
        if (used.empty()) refuse_unknown(app);
        refuse_extras(*used.front());
    });
    for (const CommandEntry& entry : table_) {
        CLI::App* subcommand = app.add_subcommand(entry.name, entry.summary);
        subcommands_.push_back({subcommand, entry.make()});
        subcommands_.back().command->configure(*subcommand);
    }
}

int CommandGroup::run() {
    for (const Subcommand& subcommand : subcommands_)
        if (subcommand.app->parsed()) return subcommand.command->run();
    throw report::Error("cal-pkg " + name_, "no command is given");
}

} // namespace calpkg::cli
