#include "lib/reproduce/reproduce.hpp"

#include "lib/compare/directories.hpp"
#include "lib/fs/file.hpp"
#include "lib/report/error.hpp"
#include "lib/reproduce/resources.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace calpkg::reproduce {

namespace {

namespace stdfs = std::filesystem;

void require_known(const std::vector<std::string>& known, const std::string& name, const char* what,
                   const provenance::Build& build) {
    if (std::ranges::find(known, name) != known.end()) return;
    throw report::Error(
        build.name, fmt::format("is of the {} '{}', which this cal-pkg does not know", what, name),
        fmt::format("use the one that made it, {}, name a site's own with --config, or take a "
                    "capsule's with --packed-program",
                    build.cal_pkg));
}

/// What a build says of itself.
provenance::Build told_by(const stdfs::path& directory) {
    const stdfs::path file = directory / provenance::kFileName;
    return provenance::read_statement(fs::read_file(file), file.string()).builds.at(0);
}

Package compared(const stdfs::path& published, const stdfs::path& made) {
    Package package{published.string(), compare_bytes(published, made), {}};
    if (package.same == Sameness::different) {
        package.comparison = compare::compare_paths(published, made);
        package.comparison->after = "made again";
    }
    return package;
}

} // namespace

bool Reproduced::is_same() const {
    return std::ranges::all_of(packages, [](const Package& package) {
        return package.same == Sameness::bytes || package.same == Sameness::but_signature;
    });
}

Reproduced reproduce(const layout::Catalog& catalog, const Given& given,
                     const provenance::Build& build, const Options& options) {
    const std::string& target = given.statement.target;
    require_known(catalog.component_names(), build.component, "component", build);
    require_known(catalog.target_names(), target, "target", build);
    std::optional<Checkout> checkout;
    if (catalog.has_checkout(build.component)) checkout.emplace(catalog, build, options.places);

    const fs::TempDir work(fs::system_temp_directory(), "cal-pkg-reproduce-");
    const stdfs::path out = work.path() / "out", directory = work.path() / "work";
    stdfs::create_directory(directory);
    run_build(options.program,
              build_arguments(catalog, build, target, checkout ? &*checkout : nullptr,
                              options.parts, out),
              directory, build.name);
    Reproduced result{build.name, {}, differing_inputs(build, told_by(out / target))};
    for (const provenance::Subject& subject : build.subjects)
        if (const auto found = given.packages.find(subject.path); found != given.packages.end())
            result.packages.push_back(compared(found->second, out / target / subject.path));
    if (std::ranges::any_of(result.packages, [](const Package& package) {
            return package.same == Sameness::not_made;
        }))
        result.findings.emplace_back(
            "other-input", report::Severity::warning, build.name,
            fmt::format("the build is another version, {}", told_by(out / target).name),
            build.dirty ? "give the checkout with the very changes that it was made of"
                        : "bring the checkout's tags up to date with 'git fetch --tags'");
    return result;
}

} // namespace calpkg::reproduce
