// What was given to build from, and what is built does not need.

#include "cal-pkg/options/inputs.hpp"
#include "lib/report/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace calpkg::cli {

report::Findings Inputs::unused(const std::vector<std::string>& components) const {
    for (const std::string& component : components) check_component(component);
    UnusedOptions unused;
    const auto among = [&](const std::string& component) {
        return std::ranges::find(components, component) != components.end();
    };
    const auto not_built = [](const std::string& component) {
        return fmt::format("{} is not among what is wanted", component);
    };
    for (const auto& [component, checkout] : given_)
        if (!among(component))
            unused.add_directory("--" + component, checkout, not_built(component));
    for (const std::string& version : versions_) {
        const std::string component = version.substr(0, version.find('='));
        if (!among(component)) unused.add("--version-of", version, not_built(component));
    }
    for (const std::string& setting : set_) {
        const std::string component = setting.substr(0, setting.find('.'));
        if (!among(component)) unused.add("--set", setting, not_built(component));
    }
    if (for_packages_) add_unused_parts(components, unused);
    return unused.findings();
}

/// Of virtualenvs and web apps.
void Inputs::add_unused_parts(const std::vector<std::string>& components,
                              UnusedOptions& unused) const {
    const bool venv = std::ranges::any_of(components, [&](const std::string& component) {
        return catalog_.layout(component).venv.has_value();
    });
    const bool web = std::ranges::any_of(components, [&](const std::string& component) {
        return plan::has_web_apps(catalog_.layout(component));
    });
    const std::string given = venv_.empty() ? project_.venv : venv_;
    const bool some = !given.empty() && given != "none";
    const std::string no_venv = "nothing that is wanted has a virtualenv";
    const std::string no_web = "nothing that is wanted has web apps";
    if (!venv && venv_ != "none") {
        if (makes_venv())
            unused.add("--venv", venv_, no_venv);
        else
            unused.add_path("--venv", venv_, no_venv);
    }
    if (!venv || !some)
        unused.add_flag("--keep-venv", keep_venv_, venv ? "no virtualenv is packed" : no_venv);
    if (!venv || !makes_venv())
        venv_options_.add_unused(unused, catalog_, venv ? "no virtualenv is built" : no_venv);
    const bool builds_web = (web_apps_.empty() ? project_.web_apps : web_apps_) == kBuildApps;
    if (!web) {
        if (web_apps_ == kBuildApps || web_apps_ == kCheckoutApps)
            unused.add("--web-apps", web_apps_, no_web);
        else
            unused.add_path("--web-apps", web_apps_, no_web);
    }
    if (!web || !builds_web)
        web_options_.add_unused(unused, web ? "no web apps are built" : no_web);
}

} // namespace calpkg::cli
