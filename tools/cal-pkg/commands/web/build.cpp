#include "cal-pkg/commands/web/build.hpp"

#include "cal-pkg/cli/option_groups.hpp"

#include <fmt/format.h>

namespace calpkg::commands {

void WebBuild::configure(CLI::App& app) {
    app.footer("cal-pkg web build --checkouts ~/src --out apps");
    app.add_option("COMPONENT", component_, "Component that they are for (default clients)")
        ->type_name("COMPONENT");
    output_.configure(app);
    inputs_.configure(app, false);
    options_.configure(app, "--runner");
    app.add_option("--lock", lock_, "Fail unless they are built with exactly what FILE lists")
        ->check(CLI::ExistingFile)
        ->type_name("FILE")
        ->group(cli::kWebApps);
}

int WebBuild::run() {
    inputs_.load();
    inputs_.fetch({component_});
    web::Options options = options_.options(inputs_.project());
    options.lock = lock_;
    const web::Built built =
        web::build(inputs_.catalog(), inputs_.target(), inputs_.request(component_), options);
    output_.write(fmt::format("calamari-web-apps-{}", component_),
                  {built.tree, built.lock, built.log, built.epoch, built.cached}, "web_apps",
                  nlohmann::ordered_json::object());
    return 0;
}

} // namespace calpkg::commands
