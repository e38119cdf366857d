#include "cal-pkg/cli/command.hpp"

#include "cal-pkg/cli/colour.hpp"
#include "cal-pkg/cli/option_groups.hpp"

namespace calpkg::cli {

CLI::App* add_command(CLI::App& parent, const CommandEntry& entry) {
    CLI::App* command = parent.add_subcommand(entry.name, entry.summary);
    command->group(entry.group);
    command->footer(""); // the parent's example is not its own
    command->get_help_ptr()->group(
        kOther); // CLI11 makes it before it takes over the parent's defaults
    command
        ->add_option_function<std::string>("--color", choose_colour,
                                           "When to colour what is for people (default auto)")
        ->check(CLI::IsMember({"auto", "always", "never"}))
        ->type_name("auto|always|never")
        ->group(kOther);
    return command;
}

} // namespace calpkg::cli
