#include "lib/check/target_python.hpp"

#include "lib/check/interpreters.hpp"
#include "lib/check/python_code.hpp"
#include "lib/check/sources.hpp"
#include "lib/check/venv_paths.hpp"

#include <iterator>

namespace calpkg::check {

namespace {

bool names_python(const std::string& interpreter) {
    return interpreter.substr(interpreter.rfind('/') + 1).starts_with("python");
}

} // namespace

report::Findings target_python(const plan::Plan& plan, hash::KnownGood& known) {
    Interpreters interpreters(plan);
    PythonCode code(plan, known);
    VenvPaths paths(plan, interpreters);
    const auto wanted = [&](const stage::StagedEntry& entry) {
        const bool program = (entry.mode & 0111U) != 0;
        if (PythonCode::is_egg(entry.path) || paths.is_wanted(entry.path)) return Wanted::whole;
        if (PythonCode::is_module(entry.path) &&
            (program || !code.add_known(entry.path, entry.digest)))
            return Wanted::whole;
        return program ? Wanted::script : Wanted::nothing;
    };
    read_sources(plan, wanted, [&](const stage::StagedEntry& entry, const std::string& text) {
        if (paths.is_wanted(entry.path)) paths.add(entry.path, text);
        if (PythonCode::is_egg(entry.path)) return code.add_egg(entry.path, text);
        const bool program = (entry.mode & 0111U) != 0;
        if (program) interpreters.add(entry.path, text);
        if (PythonCode::is_module(entry.path) || (program && names_python(interpreter_of(text))))
            code.add(entry.path, text);
    });
    report::Findings findings = code.findings();
    for (const report::Findings& more : {interpreters.findings(), paths.findings()})
        findings.insert(findings.end(), more.begin(), more.end());
    return findings;
}

} // namespace calpkg::check
