#include "cal-pkg/commands/trust/reproduce.hpp"

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
    app.add_option("PATH", path_, "Package, published directory (OUT/TARGET), or capsule")
        ->required()
        ->check(cli::kNotEmpty)
        ->type_name("PATH");
    remake_.configure(app, true);
    app.add_flag("--packed-program", packed_program_,
                 "Build with cal-pkg, layouts and specs of the capsule: they are run")
        ->group(cli::kInputs);
    app.add_flag("--json", json_, "Print JSON")->group(cli::kOutput);
}

/// Takes from the capsule what it has.
void Reproduce::open_capsule(reproduce::Options& options) {
    if (const std::string option = remake_.names_sources();
        !option.empty() && capsule::is_capsule(path_))
        throw report::Error(option, path_ + " is a capsule, which has its own", "leave it out");
    capsule_.emplace(path_);
    options = capsule_->completed(std::move(options));
    if (!packed_program_) return;
    options.program = capsule_->program();
    packed_catalog_.emplace(options.program.data);
    for (const std::filesystem::path& directory : options.program.site)
        packed_catalog_->add(directory);
}

/// In a capsule packages are known by their paths there, and not by those of a directory that is gone soon.
Reproduced Reproduce::with_shown_paths(Reproduced build) const {
    if (!capsule_) return build;
    for (reproduce::Package& package : build.packages) {
        package.path =
            std::filesystem::path(package.path).lexically_relative(capsule_->published()).string();
        if (package.comparison) package.comparison->before = package.path;
    }
    return build;
}

int Reproduce::run() {
    const bool is_capsule = capsule::may_be_capsule(path_);
    remake_.load(is_capsule);
    reproduce::Options chosen = remake_.options();
    if (is_capsule)
        open_capsule(chosen);
    else if (packed_program_)
        throw report::Error("--packed-program", path_ + " is not a capsule", "leave it out");
    const layout::Catalog& catalog = packed_catalog_ ? *packed_catalog_ : remake_.catalog();
    const reproduce::Given given =
        capsule_ ? capsule_->given() : reproduce::read_given(path_, remake_.statement());
    cli::print_findings(std::cerr, remake_.unused(given, chosen.parts));
    if (chosen.parts.rpmbuild_runner.empty()) process::require_program("rpmbuild");
    std::vector<Reproduced> builds;
    bool failed = false; // does not keep the others from being made
    for (const provenance::Build& build : given.statement.builds) {
        if (!given.concerns(build)) continue;
        try {
            builds.push_back(with_shown_paths(reproduce::reproduce(catalog, given, build, chosen)));
            if (!json_) print(builds.back());
        } catch (const report::Error& error) {
            cli::print_error(std::cerr, error);
            failed = true;
        }
    }
    if (json_) cli::print_json(std::cout, to_json(builds));
    if (failed) return 2;
    return std::ranges::all_of(builds, &Reproduced::is_same) ? 0 : 1;
}

} // namespace calpkg::commands
