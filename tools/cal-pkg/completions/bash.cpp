#include "cal-pkg/completions/scripts.hpp"

#include "lib/report/text.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace calpkg::completions {

namespace {

// "--target=el7" reaches the function as three words.
constexpr const char* kBashFunctions = R"(
_cal_pkg() {
    local cur=${COMP_WORDS[COMP_CWORD]} option=${COMP_WORDS[COMP_CWORD - 1]} command='' takes word
    if [ "$cur" = = ]; then
        cur=''
    elif [ "$option" = = ]; then
        option=${COMP_WORDS[COMP_CWORD - 2]}
    fi
    [ "$COMP_CWORD" -lt 2 ] || command=${COMP_WORDS[1]}
    case $command in
    @GROUPS@) [ "$COMP_CWORD" -lt 3 ] || command="$command ${COMP_WORDS[2]}" ;;
    esac
    if ! takes=$(_cal_pkg_takes "$command" "$option"); then
        case $cur in
        -*) takes=$(_cal_pkg_takes "$command" options) ;;
        *) takes=$(_cal_pkg_takes "$command" arguments) ;;
        esac
    fi
    COMPREPLY=()
    for word in $takes; do
        case $word in
        @files | @directories)
            compopt -o filenames 2>/dev/null
            while IFS= read -r word; do
                COMPREPLY+=("$word")
            done < <(if [ "$word" = @files ]; then compgen -f -- "$cur"; else compgen -d -- "$cur"; fi)
            ;;
        "$cur"*) COMPREPLY+=("$word") ;;
        esac
    done
}
complete -F _cal_pkg cal-pkg
)";

std::string words_of(const Values& values) {
    std::string text = fmt::format("{}", fmt::join(values.words, " "));
    if (values.paths == Values::Paths::none) return text;
    if (!text.empty()) text += ' ';
    return text + (values.paths == Values::Paths::files ? "@files" : "@directories");
}

std::string branch(const Outline& outline, const std::string& what, const std::string& words) {
    return fmt::format("    '{} {}') echo '{}' ;;\n", outline.path, what, words);
}

std::string branches(const Outline& outline) {
    std::string text, options, arguments;
    for (const Option& option : outline.options) {
        options += option.name + " ";
        if (option.value.empty()) continue;
        text += branch(outline, option.name, words_of(option.values));
        if (!option.short_name.empty())
            text += branch(outline, option.short_name, words_of(option.values));
    }
    for (const auto& [name, summary] : outline.subcommands) arguments += name + " ";
    for (const Argument& argument : outline.arguments) arguments += words_of(argument.values) + " ";
    return text + branch(outline, "options", options) + branch(outline, "arguments", arguments);
}

} // namespace

std::string bash_script(const std::vector<Outline>& all) {
    std::string text = "# bash completion for cal-pkg, written by 'cal-pkg completion bash'.\n"
                       "# shellcheck shell=bash\n\n"
                       "# What can follow OPTION of a command, or its 'options' and 'arguments'.\n"
                       "_cal_pkg_takes() {\n    case \"$1 $2\" in\n";
    for (const Outline& outline : all) text += branches(outline);
    text += "    *) return 1 ;;\n    esac\n}\n";
    return text + report::replaced(kBashFunctions, "@GROUPS@",
                                   fmt::format("{}", fmt::join(groups_of(all), " | ")));
}

} // namespace calpkg::completions
