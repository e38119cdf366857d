#include "cal-pkg/options/remake_options.hpp"

#include "cal-pkg/cli/context.hpp"
#include "cal-pkg/cli/option_groups.hpp"
#include "cal-pkg/cli/validators.hpp"
#include "cal-pkg/options/inputs.hpp"
#include "cal-pkg/options/line_options.hpp"
#include "cal-pkg/options/unused_options.hpp"
#include "cal-pkg/options/venv_options.hpp"
#include "lib/report/error.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <utility>

namespace calpkg::cli {

RemakeOptions::RemakeOptions() : catalog_(open_catalog()) {}

void RemakeOptions::configure(CLI::App& app, bool for_build) {
    for_build_ = for_build;
    const auto option = [&](const char* name, std::string& value, const char* what,
                            const char* type, const char* group) {
        app.add_option(name, value, what)->check(kNotEmpty)->type_name(type)->group(group);
    };
    option("--provenance", statement_,
           "Statement about it (default: provenance.json beside or above it)", "FILE", kInputs);
    option("--checkouts", checkouts_,
           "Directory that holds calamari, calamari-clients and Diamond, with their commits", "DIR",
           kInputs);
    option("--from", from_, "Mirror to fetch from what is not in --checkouts", "DIR|URL", kInputs);
    option("--config", config_, "Project file (default: cal-pkg.yaml, if there is one)", "FILE",
           kInputs);
    option("--venv", parts_.venv, "Virtualenv that it was made with, or how to get one",
           "PATH|build", kVirtualenv);
    option("--lock", parts_.lock, "Lock that it is built from", "LOCK", kVirtualenv);
    option("--wheelhouse", parts_.wheelhouse, "Archives that it is built from", "DIR", kVirtualenv);
    if (for_build) {
        option("--runner", parts_.runner, "Where it is built", "RUNNER", kVirtualenv);
        option("--python", parts_.python, "Python that it is built with", "PATH", kVirtualenv);
        option("--rpmbuild-runner", parts_.rpmbuild_runner, "Where rpmbuild runs", "RUNNER",
               kOther);
    }
    option("--web-apps", parts_.web_apps, "Web apps that it was made with, or how to get them",
           for_build ? "PATH|build" : "PATH", kWebApps);
}

void RemakeOptions::load(bool capsule) {
    on_command_line_ = parts_;
    project_ = read_project(config_);
    if (capsule) {
        layout::Project kept;
        kept.data = project_.data;
        kept.runner = project_.runner;
        kept.rpmbuild_runner = project_.rpmbuild_runner;
        kept.python = project_.python;
        project_ = std::move(kept);
    }
    for (const std::filesystem::path& directory : project_.data) catalog_.add(directory);
    const auto complete = [](std::string& given, const std::string& configured,
                             const char* nothing) {
        if (given.empty() && configured != nothing) given = configured;
    };
    complete(parts_.venv, project_.venv, "none");
    complete(parts_.lock, project_.lock, "");
    complete(parts_.wheelhouse, project_.wheelhouse.string(), "");
    complete(parts_.runner, project_.runner, "");
    complete(parts_.rpmbuild_runner, project_.rpmbuild_runner, "local");
    complete(parts_.python, project_.python, "");
    complete(parts_.web_apps, project_.web_apps, "checkout");
}

std::string RemakeOptions::names_sources() const {
    if (!statement_.empty()) return "--provenance";
    if (!checkouts_.empty()) return "--checkouts";
    return from_.empty() ? "" : "--from";
}

std::vector<std::filesystem::path> RemakeOptions::inputs() const {
    std::vector<std::filesystem::path> inputs{project_.file, statement_, parts_.lock,
                                              parts_.wheelhouse};
    for (const std::string& part : {parts_.venv, parts_.web_apps})
        if (part != "build") inputs.emplace_back(part);
    const std::filesystem::path checkouts =
        checkouts_.empty() ? project_.checkouts : std::filesystem::path(checkouts_);
    for (const std::string& component : catalog_.component_names())
        for (const std::string& name : catalog_.layout(component).names)
            if (!checkouts.empty()) inputs.push_back(checkouts / name);
    for (const auto& [component, checkout] : project_.components) inputs.push_back(checkout);
    return inputs;
}

report::Findings RemakeOptions::unused(const reproduce::Given& given,
                                       const reproduce::Parts& parts) const {
    bool venv = false, web = false;
    for (const provenance::Build& build : given.statement.builds) {
        if (!given.concerns(build)) continue;
        venv = venv || build.made_from.find(provenance::kVirtualenv) != nullptr;
        web = web || !build.web_apps.empty();
    }
    UnusedOptions unused;
    const auto add = [&](const char* option, const std::string& value, const std::string& why) {
        if (value == "build")
            unused.add(option, value, why);
        else
            unused.add_path(option, value, why);
    };
    const std::string no_venv = "no package here has a virtualenv";
    if (!venv) add("--venv", on_command_line_.venv, no_venv);
    // A capsule has the lock and the wheelhouse of any virtualenv.
    if (!venv || (for_build_ && parts.venv != "build")) {
        const std::string why = venv ? "no virtualenv is built" : no_venv;
        unused.add_directory("--wheelhouse", on_command_line_.wheelhouse, why);
        lock_file(catalog_, on_command_line_.lock);
        unused.add("--lock", on_command_line_.lock, why);
        unused.add("--runner", on_command_line_.runner, why);
        unused.add_program("--python", on_command_line_.python, why);
    }
    if (!web) add("--web-apps", on_command_line_.web_apps, "no package here has web apps");
    return unused.findings();
}

reproduce::Options RemakeOptions::options() const {
    const bool configured = checkouts_.empty();
    const std::filesystem::path checkouts =
        configured ? project_.checkouts : std::filesystem::path(checkouts_);
    if (!checkouts.empty() && !std::filesystem::is_directory(checkouts))
        throw report::Error(configured ? project_.places.at("checkouts") : "--checkouts",
                            fmt::format("{} is not a directory", checkouts.string()),
                            "name the one that holds calamari, calamari-clients and Diamond");
    LineOptions::require_mirror(from_, "--from");
    reproduce::Options options{
        {checkouts, {}, from_.empty() ? project_.from : from_, fetch_observer()},
        parts_,
        {std::filesystem::read_symlink("/proc/self/exe"), {}, {}}};
    if (configured) options.places.named = project_.components;
    for (const std::filesystem::path& directory : project_.data)
        options.program.site.push_back(std::filesystem::absolute(directory).lexically_normal());
    return options;
}

} // namespace calpkg::cli
