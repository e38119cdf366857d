#include "cal-pkg/options/web_options.hpp"

#include "cal-pkg/cli/option_groups.hpp"
#include "cal-pkg/cli/validators.hpp"
#include "lib/report/error.hpp"

#include <iostream>

namespace calpkg::cli {

void WebOptions::configure(CLI::App& app, const std::string& runner_option) {
    runner_option_ = runner_option;
    app.add_option(runner_option, runner_,
                   "Command that builds them elsewhere, with {in}, {out} and {script}")
        ->check(kNotEmpty)
        ->type_name("COMMAND|local")
        ->group(kWebApps);
    app.add_flag("--rebuild-web-apps", rebuild_, "Build them even if they are cached")
        ->group(kWebApps);
}

web::Options WebOptions::options(const layout::Project& project) const {
    web::Options options;
    options.runner = runner_.empty() ? project.web_runner : runner_;
    options.runner_option = runner_option_;
    options.cache = venv::default_cache("web-apps");
    options.rebuild = rebuild_;
    options.on_message = [](const std::string& text) {
        std::cerr << "cal-pkg: " << report::escaped(text) << '\n';
    };
    return options;
}

void WebOptions::add_unused(UnusedOptions& unused, const std::string& why) const {
    unused.add(runner_option_, runner_, why);
    unused.add_flag("--rebuild-web-apps", rebuild_, why);
}

} // namespace calpkg::cli
