#include "cal-pkg/completions/command.hpp"

#include "cal-pkg/cli/context.hpp"
#include "cal-pkg/cli/help.hpp"
#include "cal-pkg/completions/scripts.hpp"
#include "lib/check/accept.hpp"
#include "lib/egg/patch/fixes.hpp"

#include <iostream>
#include <memory>

namespace calpkg::completions {

namespace {

/// By the names that values have in --help.
Lists lists() {
    const layout::Catalog catalog = cli::open_catalog();
    std::vector<std::string> fixes;
    for (const egg::Fix& fix : egg::fixes()) fixes.push_back(fix.name);
    return {{"COMPONENT", catalog.component_names()},
            {"TARGET", catalog.target_names()},
            {"LINE", catalog.line_names()},
            {"ENGINE", catalog.builder_names()},
            {"LOCK", catalog.lock_names()},
            {"FINDING", check::acceptable_findings()},
            {"FIX", fixes}};
}

/// All commands with all their options.
std::vector<Outline> whole_program() {
    CLI::App program("", "cal-pkg");
    cli::set_up_help(program);
    std::vector<std::unique_ptr<cli::Command>> commands; // options are bound to them
    for (const cli::CommandEntry& entry : cli::commands()) {
        commands.push_back(entry.make());
        commands.back()->configure(*cli::add_command(program, entry));
    }
    return outlines(program, lists());
}

} // namespace

void Completion::configure(CLI::App& app) {
    app.footer("cal-pkg completion bash");
    app.add_option("SHELL", shell_, "Shell to write the script for: bash, fish or zsh")
        ->required()
        ->check(CLI::IsMember({"bash", "fish", "zsh"}))
        ->type_name("bash|fish|zsh");
}

int Completion::run() {
    const std::vector<Outline> all = whole_program();
    std::cout << (shell_ == "bash"   ? bash_script(all)
                  : shell_ == "fish" ? fish_script(all)
                                     : zsh_script(all));
    return 0;
}

} // namespace calpkg::completions
