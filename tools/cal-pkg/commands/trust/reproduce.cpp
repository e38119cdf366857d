#include "cal-pkg/commands/trust/reproduce.hpp"

#include "cal-pkg/cli/context.hpp"
#include "cal-pkg/cli/line_options.hpp"
#include "cal-pkg/cli/option_groups.hpp"
#include "cal-pkg/cli/printers.hpp"
#include "cal-pkg/cli/validators.hpp"
#include "cal-pkg/commands/package/diff_json.hpp"
#include "lib/compare/show/text.hpp"
#include "lib/process/run.hpp"
#include "lib/report/error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iostream>
#include <optional>
#include <vector>

namespace calpkg::commands {

namespace {

using reproduce::Reproduced;
using reproduce::Sameness;

const char* to_string(Sameness same) {
    switch (same) {
    case Sameness::bytes: return "same bytes";
    case Sameness::but_signature: return "same bytes but for its signature";
    case Sameness::not_made: return "was not made again";
    case Sameness::different: break;
    }
    return "differs";
}

void print(const Reproduced& build) {
    cli::print_findings(std::cerr, build.findings);
    for (const reproduce::Package& package : build.packages) {
        std::cout << fmt::format("{}: {}\n", report::escaped(package.path),
                                 to_string(package.same));
        if (package.comparison) std::cout << compare::to_text(*package.comparison);
    }
}

nlohmann::ordered_json to_json(const std::vector<Reproduced>& builds) {
    auto list = nlohmann::ordered_json::array();
    for (const Reproduced& build : builds) {
        auto packages = nlohmann::ordered_json::array();
        for (const reproduce::Package& package : build.packages)
            packages.push_back(
                {{"path", report::escaped(package.path)},
                 {"result", to_string(package.same)},
                 {"comparison", package.comparison ? commands::to_json(*package.comparison)
                                                   : nlohmann::ordered_json(nullptr)}});
        list.push_back({{"build", build.name},
                        {"same", build.is_same()},
                        {"packages", std::move(packages)},
                        {"findings", cli::to_json(build.findings)}});
    }
    return {{"same", std::ranges::all_of(builds, &Reproduced::is_same)},
            {"builds", std::move(list)}};
}

} // namespace

void Reproduce::configure(CLI::App& app) {
    app.footer("cal-pkg reproduce dist-rpm/el7 --checkouts ~/src");
    app.add_option("PATH", path_, "Package, or published directory (OUT/TARGET)")
        ->required()
        ->check(cli::kNotEmpty)
        ->type_name("PATH");
    const auto option = [&](const char* name, std::string& value, const char* what,
                            const char* type, const char* group) {
        app.add_option(name, value, what)->check(cli::kNotEmpty)->type_name(type)->group(group);
    };
    option("--provenance", statement_,
           "Statement about it (default: provenance.json beside or above it)", "FILE",
           cli::kInputs);
    option("--checkouts", checkouts_,
           "Directory that holds calamari, calamari-clients and Diamond, with their commits", "DIR",
           cli::kInputs);
    option("--from", from_, "Mirror to fetch from what is not in --checkouts", "DIR|URL",
           cli::kInputs);
    option("--venv", parts_.venv, "Virtualenv that it was made with, or how to get one",
           "PATH|build", cli::kVirtualenv);
    option("--lock", parts_.lock, "Lock that it is built from", "LOCK", cli::kVirtualenv);
    option("--wheelhouse", parts_.wheelhouse, "Archives that it is built from", "DIR",
           cli::kVirtualenv);
    option("--runner", parts_.runner, "Where it is built", "RUNNER", cli::kVirtualenv);
    option("--web-apps", parts_.web_apps, "Web apps that it was made with, or how to get them",
           "PATH|build", cli::kWebApps);
    app.add_flag("--json", json_, "Print JSON")->group(cli::kOutput);
}

reproduce::Options Reproduce::options() const {
    if (!checkouts_.empty() && !std::filesystem::is_directory(checkouts_))
        throw report::Error("--checkouts", fmt::format("{} is not a directory", checkouts_),
                            "name the one that holds calamari, calamari-clients and Diamond");
    return {{checkouts_, from_, cli::fetch_observer()},
            parts_,
            std::filesystem::read_symlink("/proc/self/exe")};
}

int Reproduce::run() {
    const layout::Catalog catalog = cli::open_catalog();
    const reproduce::Options chosen = options();
    const reproduce::Given given = reproduce::read_given(path_, statement_);
    process::require_program("rpmbuild");
    std::vector<Reproduced> builds;
    std::optional<report::Error> failed; // does not keep the others from being made
    for (const provenance::Build& build : given.statement.builds) {
        if (std::ranges::none_of(build.subjects, [&](const provenance::Subject& subject) {
                return given.packages.contains(subject.path);
            }))
            continue;
        try {
            builds.push_back(reproduce::reproduce(catalog, given, build, chosen));
            if (!json_) print(builds.back());
        } catch (const report::Error& error) {
            if (failed) cli::print_error(std::cerr, failed->what());
            failed = error;
        }
    }
    if (json_) cli::print_json(std::cout, to_json(builds));
    if (failed) throw report::Error(*failed);
    return std::ranges::all_of(builds, &Reproduced::is_same) ? 0 : 1;
}

} // namespace calpkg::commands
