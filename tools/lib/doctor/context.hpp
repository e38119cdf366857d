#pragma once

#include "lib/doctor/packages.hpp"
#include "lib/doctor/site.hpp"
#include "lib/report/finding.hpp"

#include <string>
#include <vector>

namespace calpkg::doctor {

/// A directory where Python looks for modules.
struct PythonDirectory {
    std::string path;
    std::string python; ///< "2.7"
};

/// What kind of site it is; every check gets it.
struct Context {
    const Site& site;
    const Packages& packages;
    bool server = false; ///< Calamari's server
    bool httpd = false;  ///< … served by Apache, with salt and supervisor: lines 1.2 to 1.4
    bool lite = false;   ///< … that serves itself: line 1.5
    bool minion = false; ///< a Ceph server with salt's minion
    bool diamond = false;
    std::vector<PythonDirectory> virtualenv; ///< of /opt/calamari/venv
    std::vector<PythonDirectory> system;     ///< of /usr
};

/// Looks what the site is. Throws report::Error when there is nothing of Calamari's.
Context look_at(const Site& site, const Packages& packages);

/// Whether `directory` has the top-level module or package `name`, source or compiled.
bool has_module(const Site& site, const PythonDirectory& directory, const std::string& name);

/// Whether one of `directories` has it.
bool has_module(const Site& site, const std::vector<PythonDirectory>& directories,
                const std::string& name);

/// The value of `key` in an INI file's section, without blanks around it; "" when it is not there.
std::string ini_value(const std::string& text, const std::string& section, const std::string& key);

/// Calamari's configuration; "" when it cannot be read.
std::string configuration(const Site& site);

} // namespace calpkg::doctor
