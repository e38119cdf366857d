#include "cal-pkg/commands/egg/patch.hpp"

#include "cal-pkg/cli/option_groups.hpp"
#include "lib/egg/patch/fixes.hpp"
#include "lib/fs/file.hpp"
#include "lib/report/error.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace calpkg::commands {

namespace {

/// "calamari_web/settings.py=new.py" → the member and the file's content.
std::pair<std::string, std::string> member_and_content(const std::string& argument) {
    const std::size_t sign = argument.find('=');
    if (sign == std::string::npos || sign == 0 || sign + 1 == argument.size())
        throw report::Error(argument, "is not MEMBER=FILE",
                            "give the member's name, '=' and the file to take it from");
    return {argument.substr(0, sign), fs::read_file(argument.substr(sign + 1))};
}

} // namespace

void EggPatch::configure(CLI::App& app) {
    app.footer("cal-pkg egg patch / --fix graphite-templates");
    egg_.configure(app);
    std::vector<std::string> fixes;
    for (const egg::Fix& fix : egg::fixes()) fixes.push_back(fix.name);
    app.add_option("--fix", fixes_, fmt::format("Apply a repair: {}", fmt::join(fixes, ", ")))
        ->type_name("FIX")
        ->group(cli::kChanges);
    app.add_option("--replace", replace_, "Replace a member and remove its bytecode")
        ->type_name("MEMBER=FILE")
        ->group(cli::kChanges);
    app.add_option("--add", add_, "Add a member")->type_name("MEMBER=FILE")->group(cli::kChanges);
    app.add_option("--remove", remove_, "Remove a member")
        ->type_name("MEMBER")
        ->group(cli::kChanges);
    app.add_option("--patch", patches_, "Apply a unified diff; offsets are accepted, fuzz is not")
        ->type_name("FILE")
        ->group(cli::kChanges);
    app.add_option("-p,--strip", strip_,
                   "Directories to strip from the paths in --patch (default: what fits)")
        ->type_name("N")
        ->group(cli::kChanges);
    app.add_option("--from", checkout_, "Take the package's files from a calamari checkout")
        ->type_name("DIR")
        ->group(cli::kChanges);
    change_.configure(app);
    app.add_flag("--json", json_, "Print JSON")->group(cli::kOutput);
}

egg::Request EggPatch::request() const {
    egg::Request request;
    request.checkout = checkout_;
    request.remove = remove_;
    request.strip = strip_;
    request.fixes = fixes_;
    for (const std::string& argument : replace_)
        request.replace.push_back(member_and_content(argument));
    for (const std::string& argument : add_) request.add.push_back(member_and_content(argument));
    for (const std::string& file : patches_) request.patches.push_back({file, fs::read_file(file)});
    if (request.empty())
        throw report::Error("egg patch", "no change is given",
                            "use --fix, --replace, --add, --remove, --patch or --from");
    return request;
}

int EggPatch::run() {
    change_.check_options();
    const egg::Request wanted = request();
    const egg::EggLocation location = egg_.locate();
    change_.check(location, egg_.given);
    change_.run(location, wanted, {.json = json_});
    return 0;
}

} // namespace calpkg::commands
