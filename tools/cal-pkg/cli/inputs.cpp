#include "cal-pkg/cli/inputs.hpp"

#include "cal-pkg/cli/context.hpp"
#include "cal-pkg/cli/validators.hpp"
#include "lib/report/error.hpp"
#include "lib/report/suggest.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>
#include <thread>

namespace calpkg::cli {

namespace {

constexpr const char* kProjectFile = "cal-pkg.yaml";
constexpr const char* kDefaultTarget = "el7";
constexpr const char* kDefaultOut = "dist-rpm";

} // namespace

Inputs::Inputs() : catalog_(open_catalog()) {}

void Inputs::configure(CLI::App& app, bool for_packages) {
    app.add_option("--checkouts", checkouts_,
                   "Directory that holds the checkouts (calamari, calamari-clients, Diamond)")
        ->check(kNotEmpty)
        ->type_name("DIR");
    for (const std::string& component : catalog_.component_names())
        app.add_option("--" + component, given_[component],
                       fmt::format("Checkout of component {}", component))
            ->check(kNotEmpty)
            ->type_name("DIR");
    app.add_option("--config", config_, fmt::format("Project file instead of ./{}", kProjectFile))
        ->check(kNotEmpty)
        ->type_name("FILE");
    app.add_option("--version-of", versions_,
                   "Version of a component whose tags give none: clients=1.2-rc2")
        ->check(kNotEmpty)
        ->type_name("NAME=VERSION-REVISION");
    app.add_flag("--allow-dirty", allow_dirty_,
                 "Build modified files too and mark Release with .dirty and a digest");
    if (!for_packages) return;
    app.add_option("--target", target_,
                   fmt::format("System to build for: {} (default {})",
                               fmt::join(catalog_.target_names(), ", "), kDefaultTarget))
        ->check(kNotEmpty)
        ->type_name("NAME");
    app.add_option("--venv", venv_, "Prebuilt virtualenv of the server, or 'none' (the default)")
        ->check(kNotEmpty)
        ->type_name("DIR|TARBALL|none");
    app.add_flag("--no-srpm", no_srpm_, "No source packages");
}

void Inputs::load() {
    if (!config_.empty())
        project_ = layout::read_project(config_);
    else if (std::filesystem::exists(kProjectFile))
        project_ = layout::read_project(kProjectFile);
    for (const std::string& version : versions_)
        if (version.find('=') == std::string::npos)
            throw report::Error("--version-of " + version, "is not NAME=VERSION-REVISION",
                                "write it like --version-of clients=1.2-rc2");
    const auto known = catalog_.component_names();
    const auto check = [&](const std::string& where, const std::string& component) {
        if (std::find(known.begin(), known.end(), component) == known.end())
            throw report::Error(where, fmt::format("no such component '{}'", component),
                                report::suggestion(component, known));
    };
    std::set<std::string> versioned;
    for (const std::string& version : versions_) {
        const std::string component = version.substr(0, version.find('='));
        check("--version-of", component);
        if (!versioned.insert(component).second)
            throw report::Error("--version-of", fmt::format("is given twice for {}", component),
                                "decide for one");
    }
    for (const auto& [component, path] : project_.components)
        check(project_.places.at("components." + component), component);
    for (const auto& [component, text] : project_.versions)
        check(project_.places.at("versions." + component), component);
    check_checkouts();
}

void Inputs::check_checkouts() const {
    const bool configured = checkouts_.empty();
    const std::filesystem::path base =
        configured ? project_.checkouts : std::filesystem::path(checkouts_);
    if (!base.empty() && !std::filesystem::is_directory(base))
        throw report::Error(
            configured ? project_.places.at("checkouts") : "--checkouts",
            fmt::format("{} is no directory", report::quoted_for_message(base.string())),
            "name the one that holds calamari, calamari-clients and Diamond");
}

layout::Target Inputs::target() const {
    if (!target_.empty()) return catalog_.target(target_);
    if (project_.target.empty()) return catalog_.target(kDefaultTarget);
    const auto known = catalog_.target_names();
    if (std::find(known.begin(), known.end(), project_.target) == known.end())
        throw report::Error(project_.places.at("target"),
                            fmt::format("there is no target '{}'", project_.target),
                            report::suggestion(project_.target, known));
    return catalog_.target(project_.target);
}

std::optional<std::filesystem::path> Inputs::checkout_of(const std::string& component) const {
    const auto given = given_.find(component);
    if (given != given_.end() && !given->second.empty()) return given->second;
    const auto configured = project_.components.find(component);
    if (checkouts_.empty() && configured != project_.components.end()) return configured->second;
    const std::filesystem::path base =
        checkouts_.empty() ? project_.checkouts : std::filesystem::path(checkouts_);
    if (base.empty()) return std::nullopt;
    for (const std::string& name : catalog_.layout(component).names)
        if (std::filesystem::is_directory(base / name)) return base / name;
    return std::nullopt;
}

std::optional<std::string> Inputs::version_of(const std::string& component) const {
    for (const std::string& version : versions_)
        if (version.substr(0, version.find('=')) == component)
            return version.substr(version.find('=') + 1);
    const auto configured = project_.versions.find(component);
    if (configured == project_.versions.end()) return std::nullopt;
    return configured->second;
}

plan::Request Inputs::request_for(const std::string& component) const {
    const auto checkout = checkout_of(component);
    if (!checkout) {
        const auto names = catalog_.layout(component).names;
        const std::string base = checkouts_.empty() ? project_.checkouts.string() : checkouts_;
        throw report::Error(component,
                            base.empty()
                                ? "no checkout is given"
                                : fmt::format("{} has no {}", base, fmt::join(names, " or ")),
                            fmt::format("name it with --{} DIR, or the directory of all with "
                                        "--checkouts DIR",
                                        component));
    }
    plan::Request request;
    request.component = component;
    request.checkout = std::filesystem::weakly_canonical(std::filesystem::absolute(*checkout));
    request.version_override = version_of(component);
    request.allow_dirty = allow_dirty_;
    request.srpm = !no_srpm_;
    const std::string venv = venv_.empty() ? project_.venv : venv_;
    if (!venv.empty() && venv != "none") request.venv = std::filesystem::absolute(venv);
    return request;
}

std::vector<plan::Request> Inputs::requests(const std::vector<std::string>& components) const {
    const auto known = catalog_.component_names();
    std::vector<plan::Request> requests;
    std::vector<std::string> seen;
    for (const std::string& component : components) {
        if (std::find(known.begin(), known.end(), component) == known.end())
            throw report::Error(report::quoted_for_message(component), "no such component",
                                report::suggestion(component, known));
        if (std::find(seen.begin(), seen.end(), component) != seen.end()) continue;
        seen.push_back(component);
        requests.push_back(request_for(component));
    }
    return requests;
}

std::vector<std::string> Inputs::found() const {
    std::vector<std::string> components;
    for (const std::string& component : catalog_.component_names())
        if (checkout_of(component)) components.push_back(component);
    return components;
}

std::filesystem::path Inputs::out(const std::string& given) const {
    if (!given.empty()) return given;
    return project_.out.empty() ? std::filesystem::path(kDefaultOut) : project_.out;
}

unsigned Inputs::jobs(unsigned given) const {
    if (given > 0) return given;
    if (project_.jobs > 0) return project_.jobs;
    return std::max(1U, std::thread::hardware_concurrency());
}

} // namespace calpkg::cli
