#include "cal-pkg/cli/usage_errors.hpp"

#include "lib/report/suggest.hpp"

#include <fmt/format.h>

namespace calpkg::cli {

namespace {

std::vector<std::string> names_of(const std::vector<CommandEntry>& table) {
    std::vector<std::string> names;
    for (const CommandEntry& entry : table)
        if (*entry.group != '\0') names.emplace_back(entry.name);
    return names;
}

std::vector<std::string> options_of(const CLI::App& command) {
    std::vector<std::string> options;
    for (const CLI::Option* option : command.get_options())
        for (const std::string& name : option->get_lnames()) options.push_back("--" + name);
    return options;
}

} // namespace

report::Error unknown_command(const std::string& shown, const std::string& word,
                              const std::vector<CommandEntry>& table) {
    return {shown, "no such command", report::suggestion(word, names_of(table))};
}

report::Error missing_command(const std::string& program, const std::vector<CommandEntry>& table) {
    return {program, "no command is given",
            fmt::format("{}; see '{} --help'", report::suggestion("", names_of(table)), program)};
}

void refuse_extras(const CLI::App& command, const std::vector<std::string>& words,
                   const std::string& shown) {
    for (const std::string& word : words) {
        if (word == "--") continue; // the mark behind which nothing is an option is among them
        if (!word.starts_with("-"))
            throw report::Error(word, "is one argument too many",
                                fmt::format("see '{} --help'", shown));
        const std::string near =
            report::nearest(word.substr(0, word.find('=')), options_of(command));
        throw report::Error(word, "no such option",
                            near.empty() ? fmt::format("see '{} --help'", shown)
                                         : fmt::format("did you mean '{}'?", near));
    }
}

} // namespace calpkg::cli
