#include "lib/doctor/checks.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace calpkg::doctor {

namespace {

/// Which lines of a package go with a line of the server, by the tags of upstream's repositories: calamari-clients has
/// none after 1.3, Calamari's Diamond is 3.4 with its own changes.
struct Fit {
    std::string_view server;
    std::string_view package;
    std::vector<std::string> lines;
};

const std::vector<Fit>& fits() {
    static const std::vector<Fit> table{
        {"1.2", "calamari-clients", {"1.2"}},
        {"1.3", "calamari-clients", {"1.2", "1.3"}},
        {"1.4", "calamari-clients", {"1.2", "1.3"}},
        {"1.5", "calamari-clients", {"1.2", "1.3"}},
        {"", "diamond", {"3.4"}},
    };
    return table;
}

/// "1.2" of "1.2.3".
std::string line_of(const std::string& version) {
    const std::size_t dot = version.find('.');
    return version.substr(0, dot == std::string::npos ? dot : version.find('.', dot + 1));
}

} // namespace

report::Findings check_versions(const Context& context) {
    report::Findings findings;
    const Installed* server = context.packages.find("calamari-server");
    const std::string line = server == nullptr ? "" : line_of(server->version);
    for (const Fit& fit : fits()) {
        const Installed* package = context.packages.find(std::string(fit.package));
        if (package == nullptr || (!fit.server.empty() && fit.server != line)) continue;
        if (std::ranges::find(fit.lines, line_of(package->version)) != fit.lines.end()) continue;
        const std::string other =
            fit.server.empty() ? "Calamari" : "calamari-server " + server->version;
        findings.emplace_back(
            "mixed-versions", report::Severity::warning, package->name,
            fmt::format("is version {}, which does not belong to {}", package->version, other),
            fmt::format("install version {} of it", fmt::join(fit.lines, " or ")));
    }
    return findings;
}

} // namespace calpkg::doctor
