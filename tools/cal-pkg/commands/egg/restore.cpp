#include "cal-pkg/commands/egg/restore.hpp"

#include "cal-pkg/cli/option_groups.hpp"
#include "cal-pkg/cli/printers.hpp"
#include "lib/egg/patch/replace_in_place.hpp"

#include <fmt/format.h>

#include <iostream>
#include <optional>

namespace calpkg::commands {

namespace {

/// Where the egg is; nothing for one that is gone, or is no longer to be known as an egg, but has a backup.
std::optional<egg::EggLocation> location_of(const EggArgument& argument) {
    try {
        return argument.locate();
    } catch (const report::Error&) {
        if (!std::filesystem::exists(egg::backup_path(argument.given))) throw;
        return std::nullopt;
    }
}

std::filesystem::path egg_of(const EggArgument& argument) {
    const std::optional<egg::EggLocation> found = location_of(argument);
    if (!found) return argument.given;
    if (found->kind == egg::EggLocation::Kind::packaged)
        throw report::Error(found->path.string(), "is an RPM, which 'egg patch' never changes",
                            "the package that it was made from is the backup");
    return found->path;
}

} // namespace

void EggRestore::configure(CLI::App& app) {
    app.footer("cal-pkg egg restore /opt/calamari");
    egg_.configure(app);
    app.add_flag("--force", force_, "Restore even if the backup is of another build of the egg")
        ->group(cli::kChanges);
    app.add_flag("--json", json_, "Print JSON")->group(cli::kOutput);
}

int EggRestore::run() {
    const std::filesystem::path path = egg_of(egg_);
    egg::restore(path, force_);
    const std::string shown = report::escaped(path.string());
    if (json_) {
        cli::print_json(std::cout, nlohmann::ordered_json{{"egg", shown}, {"restored", true}});
        cli::flush_output(shown + " is restored all the same");
    }
    std::cerr << fmt::format("cal-pkg: {} is what it was before it was patched\n"
                             "cal-pkg: restart httpd now: its processes have the patched code\n",
                             shown);
    return 0;
}

} // namespace calpkg::commands
