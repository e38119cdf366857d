#include "lib/doctor/checks.hpp"
#include "lib/egg/distribution.hpp"

#include <fmt/format.h>

#include <cstdlib>

namespace calpkg::doctor {

namespace {

/// "2.1", of the package or of what lies in the system's site-packages; "" when there is none.
std::string version_of_supervisor(const Context& context) {
    if (const Installed* package = context.packages.find("supervisor")) return package->version;
    for (const PythonDirectory& directory : context.system)
        for (const std::string& name : context.site.names(directory.path))
            if (const std::string version = egg::version_in_name(name, "supervisor");
                !version.empty())
                return version;
    return {};
}

} // namespace

report::Findings check_supervisor(const Context& context) {
    const std::string version = context.httpd ? version_of_supervisor(context) : std::string();
    if (version.empty() || std::atoi(version.c_str()) >= 3) return {};
    return {
        {"old-supervisor", report::Severity::error, "supervisor",
         fmt::format("is version {}: with one before 3.0 'calamari-ctl initialize' hangs", version),
         "install supervisor 3.0 or later, then restart supervisord"}};
}

} // namespace calpkg::doctor
