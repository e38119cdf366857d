#include "cal-pkg/cli/help.hpp"

#include "cal-pkg/cli/option_groups.hpp"
#include "cal-pkg/cli/program.hpp"

#include <CLI/Formatter.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <memory>
#include <vector>

namespace calpkg::cli {

namespace {

/// What is left of the descriptions, with the space between.
constexpr std::size_t kLeftColumn = 32;

bool takes_several(const CLI::Option& option) {
    return option.get_expected_max() >= CLI::detail::expected_max_vector_size;
}

std::string line(const std::string& left, const std::string& description) {
    return fmt::format("  {:<{}}{}\n", left, kLeftColumn - 2, description);
}

/// "-j,--jobs N", "--accept ID ...", "COMPONENT ..."
std::string left_of(const CLI::Option& option) {
    std::string text =
        option.get_positional() ? option.get_name(true) : option.get_name(false, true);
    const std::string value = value_name(option);
    if (!option.get_positional() && !value.empty()) text += " " + value;
    if (takes_several(option)) text += " ...";
    return text;
}

std::string usage(const CLI::App& app, const std::string& name) {
    std::string text = "Usage: " + name;
    if (!app.get_subcommands({}).empty()) return text + " COMMAND [OPTIONS]\n";
    text += " [OPTIONS]";
    for (const CLI::Option* option : app.get_options()) {
        if (!option->get_positional()) continue;
        const std::string word = option->get_name(true) + (takes_several(*option) ? "..." : "");
        text += option->get_required() ? " " + word : " [" + word + "]";
    }
    return text + "\n";
}

std::string section(const std::string& heading, const std::vector<std::string>& lines) {
    if (lines.empty()) return {};
    return fmt::format("\n{}:\n{}", heading, fmt::join(lines, ""));
}

std::string arguments(const CLI::App& app) {
    std::vector<std::string> lines;
    for (const CLI::Option* option : app.get_options())
        if (option->get_positional())
            lines.push_back(line(left_of(*option), option->get_description()));
    return section("Arguments", lines);
}

std::string options(const CLI::App& app) {
    std::string text;
    for (const char* group : kOptionGroups) {
        std::vector<std::string> lines;
        for (const CLI::Option* option : app.get_options())
            if (option->get_group() == group && option->nonpositional())
                lines.push_back(line(left_of(*option), option->get_description()));
        text += section(group, lines);
    }
    return text;
}

std::string commands(const CLI::App& app) {
    const std::vector<const CLI::App*> all = app.get_subcommands({});
    std::vector<std::string> groups;
    for (const CLI::App* command : all)
        if (std::ranges::find(groups, command->get_group()) == groups.end())
            groups.push_back(command->get_group());
    std::string text;
    for (const std::string& group : groups) {
        if (group.empty()) continue; // hidden
        std::vector<std::string> lines;
        for (const CLI::App* command : all)
            if (command->get_group() == group)
                lines.push_back(line(command->get_name(), command->get_description()));
        text += section(group, lines);
    }
    return text;
}

class HelpFormatter : public CLI::FormatterBase {
public:
    std::string make_help(const CLI::App* app, std::string name,
                          CLI::AppFormatMode /*mode*/) const override {
        std::string text = usage(*app, name) + app->get_description() + ".\n" + arguments(*app) +
                           commands(*app) + options(*app);
        const std::string example = app->get_footer();
        return example.empty() ? text : text + "\nExample: " + example + "\n";
    }
};

} // namespace

void set_up_help(CLI::App& app) {
    app.formatter(std::make_shared<HelpFormatter>());
    app.option_defaults()->group(kOther);
    app.set_help_flag("-h,--help", "Show this help");
    app.set_version_flag("--version", std::string("cal-pkg ") + program_version(),
                         "Show the version");
}

std::string value_name(const CLI::Option& option) {
    if (option.get_type_size() == 0) return {};
    const std::string name = option.get_type_name(); // with what its validators say behind a colon
    return name.substr(0, name.find(':'));
}

} // namespace calpkg::cli
