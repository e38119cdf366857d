#include "cal-pkg/completions/scripts.hpp"

#include "lib/report/text.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace calpkg::completions {

namespace {

// _arguments wants to see the command as the first word.
constexpr const char* kBegin = R"(
_cal-pkg() {
    local command='' offered
    if (( CURRENT > 2 )); then
        command=$words[2]
        shift words
        (( CURRENT-- ))
        if [[ $command == (@GROUPS@) ]] && (( CURRENT > 2 )); then
            command+=" $words[2]"
            shift words
            (( CURRENT-- ))
        fi
    fi
    case $command in
)";
constexpr const char* kEnd = "    esac\n}\n\n_cal-pkg \"$@\"\n";

std::string in_zsh_quotes(const std::string& text) {
    return "'" + report::replaced(text, "'", "'\\''") + "'";
}

/// `text` with a backslash before each of `characters`, which mean something where it is put.
std::string guarded(std::string text, std::string_view characters) {
    for (const char c : characters)
        text = report::replaced(text, std::string(1, c), std::string("\\") + c);
    return text;
}

std::string action(const Values& values) {
    const std::string words = fmt::format("{}", fmt::join(values.words, " "));
    const std::string paths = values.paths == Values::Paths::none    ? ""
                              : values.paths == Values::Paths::files ? "_files"
                                                                     : "_files -/";
    if (paths.empty()) return words.empty() ? " " : "(" + words + ")";
    return words.empty() ? paths : fmt::format("{{compadd -- {}; {}}}", words, paths);
}

std::vector<std::string> specs_of(const Option& option) {
    const std::string what = "[" + guarded(option.description, "[]") + "]";
    const std::string value =
        option.value.empty() ? "" : ":" + guarded(option.value, ":") + ":" + action(option.values);
    const std::string name = option.name + (option.value.empty() ? "" : "=");
    if (option.repeats) return {"*" + name + what + value};
    if (option.short_name.empty()) return {name + what + value};
    const std::string once = fmt::format("({} {})", option.short_name, option.name);
    return {once + option.short_name + what + value, once + name + what + value};
}

std::string arguments_of(const Outline& outline) {
    std::string text = "_arguments";
    for (const Option& option : outline.options)
        for (const std::string& spec : specs_of(option))
            text += " \\\n            " + in_zsh_quotes(spec);
    for (const Argument& argument : outline.arguments)
        text += " \\\n            " +
                in_zsh_quotes(fmt::format("{}:{}:{}", argument.repeats ? "*" : "", argument.name,
                                          action(argument.values)));
    return text;
}

std::string subcommands_of(const Outline& outline) {
    std::string text = "offered=(";
    for (const auto& [name, summary] : outline.subcommands)
        text += "\n            " + in_zsh_quotes(name + ":" + summary);
    return text + "\n        )\n        _describe -t commands 'cal-pkg command' offered";
}

} // namespace

std::string zsh_script(const std::vector<Outline>& all) {
    std::string text =
        "#compdef cal-pkg\n"
        "# zsh completion for cal-pkg, written by 'cal-pkg completion zsh'.\n" +
        report::replaced(kBegin, "@GROUPS@", fmt::format("{}", fmt::join(groups_of(all), "|")));
    for (const Outline& outline : all)
        text += fmt::format(
            "    {})\n        {}\n        ;;\n", in_zsh_quotes(outline.path),
            outline.subcommands.empty() ? arguments_of(outline) : subcommands_of(outline));
    return text + kEnd;
}

} // namespace calpkg::completions
