#include "cal-pkg/completions/scripts.hpp"

#include "lib/report/text.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace calpkg::completions {

namespace {

constexpr const char* kFishFunctions = R"(
function __cal_pkg_at --description 'Whether what is typed so far is this command'
    set -l words (commandline -opc)
    set -l command $words[2]
    if contains -- "$command" @GROUPS@; and set -q words[3]
        set command "$command $words[3]"
    end
    test "$command" = "$argv[1]"
end

complete -c cal-pkg -f
)";

std::string in_fish_quotes(const std::string& text) {
    return "'" + report::replaced(report::replaced(text, "\\", "\\\\"), "'", "\\'") + "'";
}

std::string line(const Outline& outline, const std::string& rest) {
    return fmt::format("complete -c cal-pkg -n '__cal_pkg_at \"{}\"' {}\n", outline.path, rest);
}

/// Words, and files if there are any to offer: of an option (-r: it takes a value), or of arguments.
std::string offer(const Values& values) {
    std::string list = fmt::format("{}", fmt::join(values.words, " "));
    if (values.paths == Values::Paths::directories) list += " (__fish_complete_directories)";
    std::string text = values.paths == Values::Paths::files ? " -F" : " -f";
    return list.empty() ? text : text + " -a " + in_fish_quotes(list);
}

std::string option_line(const Outline& outline, const Option& option) {
    std::string text = "-l " + option.name.substr(2);
    if (!option.short_name.empty()) text += " -s " + option.short_name.substr(1);
    if (!option.value.empty()) text += " -r" + offer(option.values);
    return line(outline, text + " -d " + in_fish_quotes(option.description));
}

} // namespace

std::string fish_script(const std::vector<Outline>& all) {
    std::string text = "# fish completion for cal-pkg, written by 'cal-pkg completion fish'.\n" +
                       report::replaced(kFishFunctions, "@GROUPS@",
                                        fmt::format("{}", fmt::join(groups_of(all), " ")));
    for (const Outline& outline : all) {
        for (const auto& [name, summary] : outline.subcommands)
            text += line(outline, "-a " + name + " -d " + in_fish_quotes(summary));
        for (const Option& option : outline.options) text += option_line(outline, option);
        for (const Argument& argument : outline.arguments) {
            const Values& values = argument.values;
            if (!values.words.empty() || values.paths != Values::Paths::none)
                text += line(outline, offer(values).substr(1));
        }
    }
    return text;
}

} // namespace calpkg::completions
