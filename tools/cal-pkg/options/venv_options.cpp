#include "cal-pkg/options/venv_options.hpp"

#include "cal-pkg/cli/option_groups.hpp"
#include "cal-pkg/cli/validators.hpp"
#include "lib/report/error.hpp"
#include "lib/report/suggest.hpp"
#include "lib/venv/cache.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iostream>

namespace calpkg::cli {

std::filesystem::path lock_file(const layout::Catalog& catalog, const std::string& given) {
    if (given.empty() || std::filesystem::is_regular_file(given)) return given;
    const std::vector<std::string> names = catalog.lock_names();
    if (std::ranges::find(names, given) == names.end())
        throw report::Error(fmt::format("--lock {}", given),
                            "is neither a file nor a lock that cal-pkg knows",
                            report::suggestion(given, names));
    return catalog.lock(given, "--lock");
}

namespace {

std::string first_of(const std::string& given, const std::string& configured) {
    return given.empty() ? configured : given;
}

} // namespace

void VenvOptions::configure(CLI::App& app, bool for_build) {
    if (for_build)
        app.add_option("--wheelhouse", wheelhouse_,
                       "Build it from the archives in DIR, without network")
            ->check(kNotEmpty)
            ->type_name("DIR")
            ->group(kVirtualenv);
    app.add_option("--lock", lock_,
                   "Install exactly what this lock file, or lock of cal-pkg, lists")
        ->check(kNotEmpty)
        ->type_name("FILE|LOCK")
        ->group(kVirtualenv);
    app.add_option("--python", python_, "Python to build with (default: pythonX.Y of the target)")
        ->check(kNotEmpty)
        ->type_name("PATH")
        ->group(kVirtualenv);
    app.add_option("--runner", runner_,
                   "Command that builds it elsewhere, with {in}, {out} and {script}")
        ->check(kNotEmpty)
        ->type_name("COMMAND|local")
        ->group(kVirtualenv);
    if (for_build)
        app.add_flag("--rebuild-venv", rebuild_, "Build it even if it is cached")
            ->group(kVirtualenv);
}

namespace {

/// Jobs run in a directory of their own, where a path like "py/bin/python" would mean something else.
std::string absolute_if_path(const std::string& python) {
    if (python.find('/') == std::string::npos) return python;
    return std::filesystem::absolute(python).lexically_normal().string();
}

} // namespace

venv::Options VenvOptions::options(const layout::Catalog& catalog, const layout::Project& project,
                                   const std::filesystem::path& default_lock) const {
    venv::Options options;
    options.wheelhouse = first_of(wheelhouse_, project.wheelhouse.string());
    if (!options.wheelhouse.empty())
        options.wheelhouse = std::filesystem::absolute(options.wheelhouse).lexically_normal();
    const std::string given = first_of(lock_, project.lock);
    options.lock = given.empty() ? default_lock : lock_file(catalog, given);
    options.runner = first_of(runner_, project.runner);
    options.python = absolute_if_path(first_of(python_, project.python));
    options.cache = venv::default_cache();
    options.rebuild = rebuild_;
    options.on_message = [](const std::string& text) {
        std::cerr << "cal-pkg: " << report::escaped(text) << '\n';
    };
    return options;
}

void VenvOptions::add_unused(UnusedOptions& unused, const layout::Catalog& catalog,
                             const std::string& why) const {
    unused.add_directory("--wheelhouse", wheelhouse_, why);
    lock_file(catalog, lock_);
    unused.add("--lock", lock_, why);
    unused.add_program("--python", python_, why);
    unused.add("--runner", runner_, why);
    unused.add_flag("--rebuild-venv", rebuild_, why);
}

} // namespace calpkg::cli
