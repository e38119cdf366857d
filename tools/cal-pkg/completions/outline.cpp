#include "cal-pkg/completions/outline.hpp"

#include "cal-pkg/cli/help.hpp"
#include "lib/report/text.hpp"

namespace calpkg::completions {

namespace {

Values values_of(const std::string& name, const Lists& lists) {
    Values values;
    for (const std::string& word : report::split(name, '|')) {
        const auto list = lists.find(word);
        if (list != lists.end())
            values.words.insert(values.words.end(), list->second.begin(), list->second.end());
        else if (word == "DIR")
            values.paths = Values::Paths::directories;
        else if (word == "FILE" || word == "PATH")
            values.paths = Values::Paths::files;
        else if (word.find_first_not_of("abcdefghijklmnopqrstuvwxyz-") == std::string::npos)
            values.words.push_back(word);
    }
    return values;
}

bool repeats(const CLI::Option& option) {
    return option.get_expected_max() >= CLI::detail::expected_max_vector_size;
}

void add(Outline& outline, const CLI::Option& option, const Lists& lists) {
    const std::string value = cli::value_name(option);
    const Values values = values_of(value, lists);
    if (option.get_positional()) {
        outline.arguments.push_back({option.get_name(true), repeats(option), values});
        return;
    }
    const auto& shorts = option.get_snames();
    outline.options.push_back({"--" + option.get_lnames().front(),
                               shorts.empty() ? "" : "-" + shorts.front(), option.get_description(),
                               value, repeats(option), values});
}

void add_outlines(std::vector<Outline>& all, const CLI::App& command, const std::string& path,
                  const Lists& lists) {
    Outline outline;
    outline.path = path;
    for (const CLI::Option* option : command.get_options()) add(outline, *option, lists);
    std::vector<const CLI::App*> shown;
    for (const CLI::App* subcommand : command.get_subcommands({}))
        if (!subcommand->get_group().empty()) shown.push_back(subcommand);
    for (const CLI::App* subcommand : shown)
        outline.subcommands.emplace_back(subcommand->get_name(), subcommand->get_description());
    all.push_back(std::move(outline));
    for (const CLI::App* subcommand : shown)
        add_outlines(all, *subcommand, (path.empty() ? "" : path + " ") + subcommand->get_name(),
                     lists);
}

} // namespace

std::vector<Outline> outlines(const CLI::App& program, const Lists& lists) {
    std::vector<Outline> all;
    add_outlines(all, program, "", lists);
    return all;
}

std::vector<std::string> groups_of(const std::vector<Outline>& all) {
    std::vector<std::string> groups;
    for (const Outline& outline : all)
        if (!outline.path.empty() && !outline.subcommands.empty()) groups.push_back(outline.path);
    return groups;
}

} // namespace calpkg::completions
