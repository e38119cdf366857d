#include "lib/doctor/context.hpp"

#include "lib/report/error.hpp"
#include "lib/report/text.hpp"

#include <algorithm>
#include <set>

namespace calpkg::doctor {

namespace {

constexpr const char* kBlanks = " \t\r";

std::string trimmed(const std::string& text) {
    const std::size_t begin = text.find_first_not_of(kBlanks);
    if (begin == std::string::npos) return {};
    return text.substr(begin, text.find_last_not_of(kBlanks) - begin + 1);
}

/// <prefix>/lib*/pythonX.Y/{site,dist}-packages, each once, whatever links lead there.
std::vector<PythonDirectory> python_directories(const Site& site, const std::string& prefix) {
    constexpr std::string_view python = "python";
    std::vector<PythonDirectory> found;
    std::set<std::string> seen;
    for (const char* lib : {"/lib", "/lib64"})
        for (const std::string& name : site.names(prefix + lib))
            for (const char* packages : {"/site-packages", "/dist-packages"}) {
                if (!name.starts_with(python)) continue;
                const std::string path = prefix + lib + "/" + name + packages;
                if (const auto real = site.real(path); real && seen.insert(real->string()).second)
                    found.push_back({path, name.substr(python.size())});
            }
    return found;
}

} // namespace

bool has_module(const Site& site, const PythonDirectory& directory, const std::string& name) {
    for (const std::string& entry : site.names(directory.path)) {
        if (entry == name && site.is_directory(directory.path + "/" + entry)) return true;
        if (entry.starts_with(name + "-") && entry.ends_with(".egg")) return true;
        if (!entry.starts_with(name + ".") && !entry.starts_with(name + "module.")) continue;
        if (entry.ends_with(".py") || entry.ends_with(".pyc") || entry.ends_with(".so"))
            return true;
    }
    return false;
}

bool has_module(const Site& site, const std::vector<PythonDirectory>& directories,
                const std::string& name) {
    return std::ranges::any_of(directories,
                               [&](const PythonDirectory& d) { return has_module(site, d, name); });
}

std::string ini_value(const std::string& text, const std::string& section, const std::string& key) {
    std::string value;
    bool inside = false;
    for (const std::string& line : report::lines_of(text)) {
        const std::string shown = trimmed(line);
        if (shown.starts_with("[")) inside = shown == "[" + section + "]";
        const std::size_t separator = shown.find_first_of("=:");
        if (inside && separator != std::string::npos && trimmed(shown.substr(0, separator)) == key)
            value = trimmed(shown.substr(separator + 1));
    }
    return value;
}

std::string configuration(const Site& site) {
    return site.read("/etc/calamari/calamari.conf").value_or("");
}

Context look_at(const Site& site, const Packages& packages) {
    Context context{site, packages};
    context.virtualenv = python_directories(site, "/opt/calamari/venv");
    context.system = python_directories(site, "/usr");
    context.httpd = site.has("/etc/httpd/conf.d/calamari.conf");
    context.lite = site.has("/usr/lib/systemd/system/calamari.service") ||
                   has_module(site, context.virtualenv, "calamari_lite");
    context.server = context.httpd || context.lite || !context.virtualenv.empty() ||
                     site.has("/etc/calamari/calamari.conf") ||
                     packages.find("calamari-server") != nullptr;
    context.diamond = packages.find("diamond") != nullptr || site.has("/etc/diamond") ||
                      has_module(site, context.system, "diamond");
    context.minion =
        !context.server && (site.has("/etc/salt/minion") || site.has("/etc/salt/minion.d"));
    if (!context.server && !context.diamond && !context.minion)
        throw report::Error(site.root().string(),
                            "holds neither a Calamari server nor salt's minion nor Diamond",
                            "run it on such a machine, or name its root directory with --root");
    return context;
}

} // namespace calpkg::doctor
