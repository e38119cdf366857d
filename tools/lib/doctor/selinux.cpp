#include "lib/doctor/checks.hpp"

#include <algorithm>

namespace calpkg::doctor {

namespace {

/// The value of a line KEY=VALUE, the last one.
std::string shell_value(const std::string& text, const std::string& key) {
    return ini_value("[all]\n" + text, "all", key);
}

bool is_enforcing(const Site& site, const std::string& config) {
    if (site.is_running())
        if (const auto state = enforced_by_kernel(site)) return *state;
    return shell_value(config, "SELINUX") == "enforcing";
}

/// Where policies of this type keep their modules: a file NAME.pp (before EL 7.3), or a directory NAME below one of
/// each priority (since).
bool has_module_of_calamari(const Site& site, const std::string& store) {
    return std::ranges::any_of(site.names(store), [&](const std::string& name) {
        if (name.find("calamari") != std::string::npos) return true;
        const bool priority =
            !name.empty() && name.find_first_not_of("0123456789") == std::string::npos;
        return priority && has_module_of_calamari(site, store + "/" + name);
    });
}

} // namespace

std::optional<bool> enforced_by_kernel(const Site& site) {
    for (const char* file : {"/sys/fs/selinux/enforce", "/selinux/enforce"}) // since EL 7, EL 6
        if (const auto state = site.read(file); state && !state->empty())
            return state->front() == '1';
    return std::nullopt;
}

report::Findings check_selinux(const Context& context) {
    const Site& site = context.site;
    const std::string config = site.read("/etc/selinux/config").value_or("");
    if (!context.httpd || !is_enforcing(site, config)) return {};
    const std::string type = shell_value(config, "SELINUXTYPE");
    const std::string policy = "/selinux/" + (type.empty() ? "targeted" : type);
    for (const std::string& root : {"/etc" + policy, "/var/lib" + policy}) {
        for (const char* store : {"/modules/active/modules", "/active/modules"})
            if (has_module_of_calamari(site, root + store)) return {};
        // A store that only root may read tells nothing.
        if (std::ranges::any_of(site.unreadable(),
                                [&](const std::string& path) { return path.starts_with(root); }))
            return {};
    }
    return {{"no-selinux-module", report::Severity::error, "/etc/selinux/config",
             "SELinux is enforcing, and no policy module of Calamari's is loaded: pages answer "
             "500, Manage > Logs 503",
             "install calamari-selinux (a module that was loaded under a name without 'calamari' "
             "is not seen here)"}};
}

} // namespace calpkg::doctor
