#include "cal-pkg/commands/egg/show.hpp"

#include "cal-pkg/cli/option_groups.hpp"
#include "cal-pkg/cli/printers.hpp"
#include "cal-pkg/cli/validators.hpp"
#include "lib/diff/text_diff.hpp"
#include "lib/report/utf8.hpp"

#include <iostream>

namespace calpkg::commands {

namespace {

using Json = nlohmann::ordered_json;

} // namespace

void EggShow::configure(CLI::App& app) {
    app.footer("cal-pkg egg show /opt/calamari calamari_web/settings.py");
    egg_.configure(app);
    app.add_option("MEMBER", member_, "Name of the member, as 'egg list' prints it")
        ->required()
        ->check(cli::kNotEmpty)
        ->type_name("MEMBER");
    app.add_flag("--json", json_, "Print JSON; the content is null if it is not text")
        ->group(cli::kOutput);
}

int EggShow::run() {
    const egg::OpenedEgg opened = egg_.open();
    const std::string content = content_of(opened.egg(), member_);
    if (!json_) {
        std::cout.write(content.data(), static_cast<std::streamsize>(content.size()));
        return 0;
    }
    const bool text = diff::is_text(content) && report::is_utf8(content);
    cli::print_json(std::cout, Json{{"egg", report::escaped(opened.location().shown)},
                                    {"member", report::escaped(member_)},
                                    {"size", content.size()},
                                    {"content", text ? Json(content) : Json(nullptr)}});
    return 0;
}

} // namespace calpkg::commands
