#include "cal-pkg/commands/venv/build.hpp"

#include "cal-pkg/cli/option_groups.hpp"
#include "cal-pkg/cli/printers.hpp"
#include "cal-pkg/cli/validators.hpp"
#include "lib/fs/file.hpp"
#include "lib/hash/digest.hpp"
#include "lib/venv/build.hpp"
#include "lib/venv/tree.hpp"

#include <fmt/format.h>

#include <iostream>

namespace calpkg::commands {

namespace {

nlohmann::ordered_json to_json(const venv::Built& built, const std::filesystem::path& tarball,
                               const std::filesystem::path& lock,
                               const std::filesystem::path& log) {
    auto distributions = nlohmann::ordered_json::array();
    for (const venv::Locked& one : venv::read_lock(lock).distributions)
        distributions.push_back({{"name", one.name},
                                 {"version", one.version},
                                 {"file", one.file},
                                 {"sha256", one.sha256}});
    return {{"tarball", tarball.string()},
            {"size", std::filesystem::file_size(tarball)},
            {"sha256", hash::sha256_file(tarball)},
            {"lock", lock.string()},
            {"log", log.string()},
            {"cached", built.cached},
            {"distributions", std::move(distributions)},
            {"findings", cli::to_json(built.findings)}};
}

} // namespace

void VenvBuild::configure(CLI::App& app) {
    app.footer("cal-pkg venv build --checkouts ~/src --target el7 --out venvs");
    app.add_option("COMPONENT", component_, "Component that it is for (default server)")
        ->type_name("COMPONENT");
    app.add_option("--out", out_,
                   "Directory for tarball, lock file and log (default: the current one)")
        ->check(cli::kNotEmpty)
        ->type_name("DIR")
        ->group(cli::kOutput);
    app.add_flag("--json", json_, "Print JSON")->group(cli::kOutput);
    inputs_.configure(app, false);
    inputs_.configure_target(app);
    inputs_.configure_venv(app, true);
}

int VenvBuild::run() {
    inputs_.load();
    inputs_.fetch({component_}, true);
    const layout::Target target = inputs_.target();
    const venv::Built built =
        venv::build(inputs_.catalog(), target, inputs_.request(component_), inputs_.venv_options());
    cli::print_findings(std::cerr, built.findings);

    const std::filesystem::path out = std::filesystem::absolute(out_).lexically_normal();
    fs::make_directories(out);
    const std::string stem = fmt::format("calamari-venv-{}-{}", component_, target.name);
    const std::filesystem::path tarball = out / (stem + ".tar.gz");
    const std::filesystem::path lock = out / (stem + ".lock.yaml");
    const std::filesystem::path log = out / (stem + ".log");
    venv::normalise_tree(built.tree, built.epoch, tarball); // what may fail comes first
    fs::write_file(lock, fs::read_file(built.lock));
    fs::write_file(log, fs::read_file(built.log, 1U << 30));
    if (json_)
        cli::print_json(std::cout, {{"venv", to_json(built, tarball, lock, log)}});
    else
        for (const std::filesystem::path& made : {tarball, lock, log}) cli::print_path(made);
    return 0;
}

} // namespace calpkg::commands
