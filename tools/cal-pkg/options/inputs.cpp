#include "cal-pkg/options/inputs.hpp"

#include "cal-pkg/cli/context.hpp"
#include "cal-pkg/cli/option_groups.hpp"
#include "cal-pkg/cli/printers.hpp"
#include "cal-pkg/cli/validators.hpp"
#include "cal-pkg/options/build_options.hpp"
#include "lib/check/accept.hpp"
#include "lib/fs/file.hpp"
#include "lib/layout/settings.hpp"
#include "lib/layout/text_form.hpp"
#include "lib/layout/unmade.hpp"
#include "lib/report/error.hpp"
#include "lib/report/suggest.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <iostream>
#include <set>
#include <thread>

namespace calpkg::cli {

namespace {

constexpr const char* kProjectFile = "cal-pkg.yaml";
constexpr const char* kBuildVenv = "build"; // of --venv

} // namespace

layout::Project read_project(const std::string& config) {
    if (!config.empty()) return layout::read_project(config);
    return std::filesystem::exists(kProjectFile) ? layout::read_project(kProjectFile)
                                                 : layout::Project{};
}

std::string rpmbuild_runner(const layout::Project& project, const std::string& given) {
    const std::string& runner = given.empty() ? project.rpmbuild_runner : given;
    return runner == "local" ? "" : runner;
}

Inputs::Inputs() : catalog_(open_catalog()) {}

void Inputs::configure(CLI::App& app, bool for_packages) {
    for_packages_ = for_packages;
    app.add_option("--checkouts", checkouts_,
                   "Directory that holds calamari, calamari-clients and Diamond")
        ->check(kNotEmpty)
        ->type_name("DIR")
        ->group(kInputs);
    for (const std::string& component : catalog_.component_names()) {
        if (!catalog_.has_checkout(component)) continue;
        app.add_option("--" + component, given_[component], "Checkout of " + component)
            ->check(kNotEmpty)
            ->type_name("DIR")
            ->group(kInputs);
    }
    if (for_packages) configure_target(app);
    line_options_.configure(app, "Calamari to fetch what no checkout is given of");
    app.add_option("--version-of", versions_,
                   "Version of a component that has no tags, such as clients=1.2-rc2")
        ->check(kNotEmpty)
        ->type_name("NAME=VERSION")
        ->group(kInputs);
    app.add_flag("--allow-dirty", allow_dirty_,
                 "Accept modified files; Release gets .dirty and a digest")
        ->group(kInputs);
    app.add_option("--config", config_,
                   fmt::format("Project file (default: {}, if there is one)", kProjectFile))
        ->check(kNotEmpty)
        ->type_name("FILE")
        ->group(kInputs);
    if (for_packages) configure_packages(app);
}

void Inputs::configure_packages(CLI::App& app) {
    app.add_option("--set", set_,
                   "Setting of a component, such as minion.master=calamari.example.org")
        ->check(kNotEmpty)
        ->type_name("NAME.KEY=VALUE")
        ->group(kInputs);
    app.add_flag("--no-srpm", no_srpm_, "Make no source packages")->group(kOutput);
    app.add_option("--accept", accept_,
                   "Build in spite of errors with this id; the manifest records it")
        ->check(kNotEmpty)
        ->type_name("FINDING")
        ->group(kChecks);
    app.add_option("--venv", venv_,
                   "Directory, tarball, RPM or root to take it from (default none)")
        ->check(kNotEmpty)
        ->type_name("PATH|build|none")
        ->group(kVirtualenv);
    app.add_flag("--keep-venv", keep_venv_,
                 "Keep its Calamari packages instead of those of the checkout")
        ->group(kVirtualenv);
    configure_venv(app, true);
    app.add_option("--web-apps", web_apps_,
                   "Directory, tarball, RPM or root to take them from (default checkout)")
        ->check(kNotEmpty)
        ->type_name("PATH|build")
        ->group(kWebApps);
    web_options_.configure(app, "--web-runner");
}

void Inputs::configure_target(CLI::App& app) {
    for_target_ = true;
    const std::vector<std::string> names = catalog_.target_names();
    app.add_option("--target", target_,
                   several_targets_ ? fmt::format("Systems to build for: {} (default {})",
                                                  fmt::join(names, ","), kDefaultTarget)
                                    : fmt::format("System to build for: {} (default {})",
                                                  fmt::join(names, ", "), kDefaultTarget))
        ->check(kNotEmpty)
        ->type_name("TARGET")
        ->group(kInputs);
}

void Inputs::configure_venv(CLI::App& app, bool for_build) {
    venv_options_.configure(app, for_build);
}

void Inputs::load() {
    project_ = read_project(config_);
    for (const std::filesystem::path& directory : project_.data) catalog_.add(directory);
    line_ = line_options_.line(catalog_, project_);
    if (for_target_) read_targets();
    for (const std::string& version : versions_)
        if (version.find('=') == std::string::npos)
            throw report::Error("--version-of " + version, "is not NAME=VERSION-REVISION",
                                "write it like --version-of clients=1.2-rc2");
    check::require_acceptable(accept_, "--accept");
    check::require_acceptable(project_.accept, project_.file.string() + ": accept");
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
                                "give it once");
    }
    for (const auto& [component, path] : project_.components) {
        const std::string& place = project_.places.at("components." + component);
        check(place, component);
        if (!catalog_.has_checkout(component))
            throw report::Error(place, fmt::format("{} has no checkout", component), "remove it");
    }
    for (const auto& [component, text] : project_.versions)
        check(project_.places.at("versions." + component), component);
    if (line_)
        for (const auto& [component, text] : line_->versions)
            check(line_->file.string() + ": versions", component);
    if (line_)
        for (const auto& [name, value] : line_->settings)
            set(name, value, line_->file.string() + ": set");
    for (const auto& [name, value] : project_.settings)
        set(name, value, project_.places.at("set." + name));
    for (const std::string& setting : set_) {
        const std::size_t equals = setting.find('=');
        const std::string name = setting.substr(0, equals);
        if (equals == std::string::npos || !layout::forms::setting.accepts(name))
            throw report::Error("--set " + setting, "is not NAME.KEY=VALUE",
                                "write it like --set minion.master=calamari.example.org");
        set(name, setting.substr(equals + 1), "--set " + name);
    }
    check_checkouts();
}

/// Notes the setting `name` ("minion.master"), which `where` gives; a later one wins.
void Inputs::set(const std::string& name, const std::string& value, const std::string& where) {
    const std::string component = name.substr(0, name.find('.'));
    const auto known = catalog_.component_names();
    if (std::find(known.begin(), known.end(), component) == known.end())
        throw report::Error(where, fmt::format("no such component '{}'", component),
                            report::suggestion(component, known));
    const std::string setting = name.substr(component.size() + 1);
    layout::require_setting(catalog_.layout(component), setting, value, where);
    settings_[component][setting] = value;
}

void Inputs::check_checkouts() const {
    const bool configured = checkouts_.empty();
    const std::filesystem::path base =
        configured ? project_.checkouts : std::filesystem::path(checkouts_);
    if (!base.empty() && !std::filesystem::is_directory(base))
        throw report::Error(configured ? project_.places.at("checkouts") : "--checkouts",
                            fmt::format("{} is not a directory", base.string()),
                            "name the one that holds calamari, calamari-clients and Diamond");
}

std::optional<std::filesystem::path> Inputs::checkout_of(const std::string& component) const {
    const auto given = given_.find(component);
    if (given != given_.end() && !given->second.empty()) return given->second;
    const auto configured = project_.components.find(component);
    if (checkouts_.empty() && configured != project_.components.end()) return configured->second;
    const std::filesystem::path base =
        checkouts_.empty() ? project_.checkouts : std::filesystem::path(checkouts_);
    if (!base.empty())
        for (const std::string& name : catalog_.layout(component).names)
            if (std::filesystem::is_directory(base / name)) return base / name;
    for (const sources::Fetched& one : fetched_.checkouts)
        if (one.component == component) return one.checkout;
    return std::nullopt;
}

void Inputs::fetch(const std::vector<std::string>& components, bool for_venv) {
    if (!line_) return;
    sources::Order order{.line = *line_,
                         .components = {},
                         .archives = false,
                         .from = line_options_.from(project_),
                         .incomplete = allow_dirty_,
                         .observer = fetch_observer()};
    for (const std::string& component : components) {
        check_component(component);
        if (line_->repository(component) != nullptr && !checkout_of(component))
            order.components.push_back(component);
        if (catalog_.layout(component).venv && (for_venv || makes_venv()))
            order.archives = venv_options().wheelhouse.empty();
    }
    if (order.components.empty() && !order.archives) return;
    fetched_ = sources::fetch(catalog_, order, sources::cache_of(*line_));
    refuse_missing(fetched_);
}

venv::Options Inputs::venv_options(const layout::Target& target) const {
    std::filesystem::path lock;
    if (line_)
        if (const auto named = line_->locks.find(target.name); named != line_->locks.end())
            lock = catalog_.lock(named->second, line_->file.string());
    venv::Options options = venv_options_.options(catalog_, project_, lock);
    if (!fetched_.archives.empty()) options.archives = fetched_.archives.front().parent_path();
    return options;
}

bool Inputs::makes_venv() const {
    return for_packages_ && (venv_.empty() ? project_.venv : venv_) == kBuildVenv;
}

std::optional<std::string> Inputs::version_of(const std::string& component) const {
    for (const std::string& version : versions_)
        if (version.substr(0, version.find('=')) == component)
            return version.substr(version.find('=') + 1);
    if (const auto configured = project_.versions.find(component);
        configured != project_.versions.end())
        return configured->second;
    if (line_)
        if (const auto known = line_->versions.find(component); known != line_->versions.end())
            return known->second;
    return std::nullopt;
}

void Inputs::check_component(const std::string& component) const {
    const auto known = catalog_.component_names();
    if (std::find(known.begin(), known.end(), component) == known.end())
        throw report::Error(component, "no such component", report::suggestion(component, known));
}

plan::Request Inputs::request(const std::string& component) const {
    check_component(component);
    const bool from_checkout = catalog_.layout(component).has_checkout();
    const auto checkout = from_checkout ? checkout_of(component) : std::filesystem::path();
    if (!checkout) {
        const auto names = catalog_.layout(component).names;
        const std::string base = checkouts_.empty() ? project_.checkouts.string() : checkouts_;
        throw report::Error(
            component,
            base.empty() ? "no checkout is given"
                         : fmt::format("{} has no {}", base, fmt::join(names, " or ")),
            fmt::format("name it {}, or the directory of all with --checkouts DIR",
                        given_.contains(component) ? "with --" + component + " DIR"
                                                   : "as 'components' in cal-pkg.yaml"));
    }
    plan::Request request;
    request.component = component;
    if (from_checkout)
        request.checkout = std::filesystem::weakly_canonical(std::filesystem::absolute(*checkout));
    const auto settings = settings_.find(component);
    if (settings != settings_.end()) request.settings = settings->second;
    request.version_override = version_of(component);
    request.allow_dirty = allow_dirty_;
    request.srpm = !no_srpm_;
    request.keep_venv = keep_venv_;
    request.accept = project_.accept;
    request.accept.insert(request.accept.end(), accept_.begin(), accept_.end());
    return request;
}

std::vector<plan::Request> Inputs::requests(const std::vector<std::string>& components) const {
    for (const std::string& component : components) check_component(component);
    std::vector<plan::Request> requests;
    std::vector<std::string> seen;
    for (const std::string& component : components) {
        if (std::find(seen.begin(), seen.end(), component) != seen.end()) continue;
        seen.push_back(component);
        requests.push_back(request(component));
    }
    return requests;
}

std::vector<plan::Request> Inputs::requests(const std::vector<std::string>& components,
                                            const layout::Target& target, Venv venv) {
    std::vector<plan::Request> made = requests(components);
    for (plan::Request& request : made) {
        add_venv(request, target, venv);
        add_web_apps(request, target, venv);
    }
    return made;
}

std::vector<std::string> Inputs::all(LeftOut& left_out) const {
    std::vector<std::string> components;
    for (const std::string& component : catalog_.component_names()) {
        const bool from_checkout = catalog_.has_checkout(component);
        const layout::Rule* lacking =
            from_checkout ? nullptr : layout::unmade(catalog_.layout(component));
        if (lacking == nullptr) {
            components.push_back(component);
            continue;
        }
        const layout::Layout& layout = catalog_.layout(component);
        left_out[component] = {"left-out", report::Severity::note, layout.package,
                               fmt::format("is not built, since there is no {}",
                                           (layout.files_beside() / lacking->source).string()),
                               lacking->remedy};
    }
    return components;
}

std::vector<std::string> Inputs::found(LeftOut& left_out) const {
    std::vector<std::string> components;
    bool checkouts = false;
    for (const std::string& component : all(left_out)) {
        const bool needed = catalog_.layout(component).has_checkout();
        if (needed && !checkout_of(component)) continue;
        components.push_back(component);
        checkouts = checkouts || needed;
    }
    // Whoever names none has forgotten it.
    return checkouts ? components : std::vector<std::string>{};
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
