#include "lib/doctor/checks.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace calpkg::doctor {

namespace {

using report::Findings;
using report::Severity;

/// The virtualenv's directories, and the system's of the same Python, which it looks into for what it has not.
std::vector<PythonDirectory> seen_by_server(const Context& context) {
    std::vector<PythonDirectory> directories = context.virtualenv;
    for (const PythonDirectory& system : context.system)
        if (context.virtualenv.empty() ||
            std::ranges::any_of(context.virtualenv, [&](const PythonDirectory& own) {
                return own.python == system.python;
            }))
            directories.push_back(system);
    return directories;
}

void check_server(const Context& context, Findings& findings) {
    const std::vector<PythonDirectory> seen = seen_by_server(context);
    if (seen.empty()) return; // nothing is known of its Python
    const Site& site = context.site;
    if (has_module(site, seen, "graphite") && !has_module(site, seen, "cairo"))
        findings.emplace_back(
            "missing-module", Severity::error, "pycairo",
            "is not installed: graphite draws with it, and every page answers 500",
            "install pycairo, then restart httpd");
    std::vector<std::string> missing;
    for (const char* module : {"rados", "rbd", "ceph_argparse"})
        if (!has_module(site, seen, module)) missing.emplace_back(module);
    if (context.lite && !missing.empty())
        findings.emplace_back(
            "missing-module", Severity::error, "calamari-lite",
            fmt::format("waits for ever for Ceph's Python module {}", missing.front()),
            "install python-rados, python-rbd and ceph-common, then restart calamari");
    const std::string engine = ini_value(configuration(site), "calamari_web", "db_engine");
    if (engine.find("postgresql") != std::string::npos && !has_module(site, seen, "psycopg2"))
        findings.emplace_back(
            "missing-module", Severity::error, "/etc/calamari/calamari.conf",
            "names PostgreSQL as the database, as up to line 1.4, but Calamari's Python has no "
            "psycopg2: the server does not start",
            "take db_engine, db_name and db_path from /etc/calamari/calamari.conf.rpmnew, then run "
            "'calamari-ctl initialize'");
}

void check_diamond(const Context& context, Findings& findings) {
    std::vector<PythonDirectory> own;
    for (const PythonDirectory& directory : context.system)
        if (has_module(context.site, directory, "diamond")) own.push_back(directory);
    for (const PythonDirectory& directory : context.system)
        if (!own.empty() && own.front().path != directory.path &&
            own.front().python == directory.python)
            own.push_back(directory);
    if (own.empty() || has_module(context.site, own, "configobj")) return;
    findings.emplace_back("missing-module", Severity::error, "diamond",
                          "cannot start: the Python module configobj is not installed",
                          "install python-configobj, then restart diamond");
}

} // namespace

Findings check_modules(const Context& context) {
    Findings findings;
    if (context.server) check_server(context, findings);
    if (context.diamond) check_diamond(context, findings);
    return findings;
}

} // namespace calpkg::doctor
