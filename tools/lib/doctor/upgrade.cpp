#include "lib/doctor/checks.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

namespace calpkg::doctor {

namespace {

using report::Findings;
using report::Severity;

/// Where Calamari's packages install.
const char* const kInstalledTo[] = {"/opt/calamari",    "/etc",
                                    "/usr/bin",         "/usr/share/diamond",
                                    "/usr/lib/systemd", "/usr/lib/firewalld"};

/// "settings.py" of "settings.py;5f3a41c7", as rpm names a file until it is complete: the transaction's time in
/// hex digits (rpm's lib/fsm.c). "" of any other name.
std::string unfinished_name(const std::string& path) {
    const std::string name = path.substr(path.rfind('/') + 1);
    const std::size_t mark = name.rfind(';');
    if (mark == std::string::npos || mark == 0 || name.size() - mark - 1 < 4) return {};
    const bool hex = std::all_of(name.begin() + static_cast<std::ptrdiff_t>(mark) + 1, name.end(),
                                 [](unsigned char c) { return std::isxdigit(c) != 0; });
    return hex ? name.substr(0, mark) : std::string();
}

void add_leaving(const std::string& path, const struct stat& status, Findings& findings) {
    if (S_ISDIR(status.st_mode) || unfinished_name(path).empty()) return;
    findings.emplace_back("half-finished-upgrade", Severity::error, path,
                          "is a file that rpm was writing when it was interrupted",
                          "complete the upgrade ('yum-complete-transaction', or install the "
                          "package again with 'rpm -Uvh "
                          "--force'), then remove this file");
}

} // namespace

Findings check_upgrade(const Context& context) {
    Findings findings;
    const auto look = [&](const std::string& path, const struct stat& status) {
        add_leaving(path, status, findings);
    };
    for (const char* directory : kInstalledTo) context.site.walk(directory, look);
    for (const PythonDirectory& directory : context.system) {
        context.site.walk(directory.path + "/diamond", look);
        context.site.walk(directory.path + "/cthulhu", look);
    }
    const std::vector<Installed>& installed = context.packages.installed; // sorted by name
    for (std::size_t i = 1; i < installed.size(); ++i) {
        const Installed &one = installed[i - 1], &other = installed[i];
        if (one.name != other.name) continue;
        findings.emplace_back(
            "half-finished-upgrade", Severity::error, one.name,
            fmt::format("is installed twice, as {}-{} and {}-{}", one.version, one.release,
                        other.version, other.release),
            fmt::format(
                "install the newer one again with 'rpm -Uvh --force', then remove the older one "
                "with 'rpm -e --justdb {}-VERSION-RELEASE'",
                one.name));
    }
    return findings;
}

} // namespace calpkg::doctor
