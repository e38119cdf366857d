#include "lib/doctor/checks.hpp"
#include "lib/doctor/site_egg.hpp"
#include "lib/egg/check/check.hpp"
#include "lib/egg/distribution.hpp"
#include "lib/egg/plain_package.hpp"
#include "lib/process/run.hpp"
#include "lib/python/staleness.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace calpkg::doctor {

namespace {

using report::Findings;
using report::Severity;

constexpr const char* kSettingsProject = "calamari_web";

/// Whether an egg's file name, or a package's, is that of the project with the settings.
bool has_settings(const std::string& name) {
    return egg::is_same_project(name.ends_with(".egg") ? name.substr(0, name.find('-')) : name,
                                kSettingsProject);
}

std::string version_of_django(const Site& site, const PythonDirectory& directory) {
    for (const std::string& name : site.names(directory.path))
        if (std::string version = egg::version_in_name(name, "Django"); !version.empty())
            return version;
    return {};
}

Findings check_egg(const Context& context, const PythonDirectory& directory,
                   const std::string& name) {
    try {
        const auto egg = open_egg(context.site, directory, name, Contents::all);
        if (!egg) return {};
        python::Compiler compiler(egg->python());
        return egg::check(*egg, compiler, version_of_django(context.site, directory)).findings;
    } catch (const egg::DamagedEgg& error) {
        return {egg::finding_of(error)};
    }
}

/// Whether `python` runs this bytecode, whatever the time zone, though it was not made from the source there.
std::string staleness(const egg::Egg& egg, const egg::Module& module, const std::string& bytecode,
                      const std::string& python) {
    const bool runs = std::ranges::any_of(module.choices, [&](const egg::Choice& choice) {
        return choice.python.starts_with(python) && choice.runs(bytecode);
    });
    if (!runs || !egg.has(module.source)) return {};
    const std::string bytes = egg.read(bytecode);
    return python::staleness(egg.read(module.source), bytes, python::read_bytecode_header(bytes));
}

void check_modules_of(const egg::Egg& egg, const std::string& where, const std::string& python,
                      Findings& findings) {
    for (const egg::Module& module : egg::module_choices(egg))
        for (const std::string& bytecode : module.bytecode) {
            const std::string why = staleness(egg, module, bytecode, python);
            if (why.empty()) continue;
            const std::string path = where + "/" + bytecode;
            findings.emplace_back(
                "site-stale-bytecode", Severity::error, path,
                fmt::format("Python {} runs it, but it was not made from {}: {}", python,
                            module.source.substr(module.source.rfind('/') + 1), why),
                egg.is_zip()
                    ? fmt::format("run 'cal-pkg egg patch {} --remove {}'",
                                  process::shell_word(where), process::shell_word(bytecode))
                    : fmt::format("run 'rm {}', then restart httpd and supervisord",
                                  process::shell_word(path)));
        }
}

} // namespace

Findings check_settings_egg(const Context& context) {
    Findings findings;
    for (const PythonDirectory& directory :
         context.virtualenv.empty() ? context.system : context.virtualenv)
        for (const std::string& name : context.site.names(directory.path))
            if (has_settings(name) && context.server)
                for (report::Finding& finding : check_egg(context, directory, name))
                    if (finding.severity != Severity::note) findings.push_back(std::move(finding));
    return findings;
}

Findings check_bytecode(const Context& context) {
    Findings findings;
    for (const PythonDirectory& directory : context.virtualenv) {
        check_modules_of(*open_modules(context.site, directory), directory.path, directory.python,
                         findings);
        for (const std::string& name : context.site.names(directory.path)) {
            if (has_settings(name)) continue; // check_settings_egg tells of it
            try {
                const auto egg = open_egg(context.site, directory, name, Contents::python);
                if (egg)
                    check_modules_of(*egg,
                                     egg->is_plain() ? directory.path : directory.path + "/" + name,
                                     directory.python, findings);
            } catch (const egg::DamagedEgg& error) {
                findings.push_back(egg::finding_of(error));
            }
        }
    }
    return findings;
}

} // namespace calpkg::doctor
