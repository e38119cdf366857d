#include "cal-pkg/commands/web/build.hpp"

#include "cal-pkg/cli/option_groups.hpp"
#include "cal-pkg/cli/printers.hpp"
#include "cal-pkg/cli/validators.hpp"
#include "lib/fs/file.hpp"
#include "lib/hash/digest.hpp"
#include "lib/venv/tree.hpp"

#include <fmt/format.h>

#include <iostream>

namespace calpkg::commands {

void WebBuild::configure(CLI::App& app) {
    app.footer("cal-pkg web build --checkouts ~/src --out apps");
    app.add_option("COMPONENT", component_, "Component that they are for (default clients)")
        ->type_name("COMPONENT");
    app.add_option("--out", out_,
                   "Directory for tarball, lock file and log (default: the current one)")
        ->check(cli::kNotEmpty)
        ->type_name("DIR")
        ->group(cli::kOutput);
    app.add_flag("--json", json_, "Print JSON")->group(cli::kOutput);
    inputs_.configure(app, false);
    options_.configure(app, "--runner");
}

int WebBuild::run() {
    inputs_.load();
    inputs_.fetch({component_});
    const web::Built built =
        web::build(inputs_.catalog(), inputs_.target(), inputs_.request(component_),
                   options_.options(inputs_.project()));

    const std::filesystem::path out = std::filesystem::absolute(out_).lexically_normal();
    fs::make_directories(out);
    const std::string stem = fmt::format("calamari-web-apps-{}", component_);
    const std::filesystem::path tarball = out / (stem + ".tar.gz");
    const std::filesystem::path lock = out / (stem + ".lock.yaml");
    const std::filesystem::path log = out / (stem + ".log");
    venv::normalise_tree(built.tree, built.epoch, tarball); // what may fail comes first
    fs::write_file(lock, fs::read_file(built.lock));
    fs::write_file(log, fs::read_file(built.log, 1U << 30));
    if (json_)
        cli::print_json(std::cout, {{"web_apps",
                                     {{"tarball", tarball.string()},
                                      {"size", std::filesystem::file_size(tarball)},
                                      {"sha256", hash::sha256_file(tarball)},
                                      {"lock", lock.string()},
                                      {"log", log.string()},
                                      {"cached", built.cached}}}});
    else
        for (const std::filesystem::path& made : {tarball, lock, log}) cli::print_path(made);
    return 0;
}

} // namespace calpkg::commands
