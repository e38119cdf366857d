#include "lib/egg/check/check.hpp"

#include "lib/egg/check/settings_check.hpp"
#include "lib/python/source_encoding.hpp"

#include <algorithm>

namespace calpkg::egg {

namespace {

using report::Finding;
using report::Findings;
using report::Severity;

void append(Findings& findings, Findings more) {
    std::move(more.begin(), more.end(), std::back_inserter(findings));
}

bool is_read_wrong(const Finding& finding) {
    return finding.id == finding_id(python::SyntaxProblem::Kind::unbalanced_bracket) ||
           finding.id == finding_id(python::SyntaxProblem::Kind::unterminated_string);
}

/// The sources that can be read; others have a finding of check_members.
std::vector<python::Source> sources_of(const Egg& egg) {
    std::vector<python::Source> sources;
    for (const Member& member : egg.members()) {
        if (member.directory || !member.name.ends_with(".py")) continue;
        if (egg.find(member.name) != &member) continue; // named twice: the last one counts
        try {
            sources.push_back({member.name, egg.read(member.name), !egg.is_zip()});
        } catch (const report::Error&) {
            continue;
        }
    }
    return sources;
}

std::vector<std::string> modules_of(const Egg& egg) {
    std::vector<std::string> names;
    for (const Member& member : egg.members())
        if (!member.directory && member.name.ends_with(".py")) names.push_back(member.name);
    return names;
}

Finding rejected(const Egg& egg, const python::Rejection& rejection, const std::string& python) {
    const std::string line = rejection.line > 0 ? ":" + std::to_string(rejection.line) : "";
    return {"python-rejects", Severity::error, subject_of(egg, rejection.name) + line,
            "Python " + python + " does not compile it: " + rejection.message, ""};
}

/// What no compiler has to be asked about, for where there is none.
void check_without_compiler(const Egg& egg, const python::Source& source, Findings& findings) {
    const auto add = [&](int line, const std::string& message, const std::string& remedy) {
        findings.push_back({"python-rejects", Severity::error,
                            subject_of(egg, source.name) + ":" + std::to_string(line), message,
                            remedy});
    };
    if (const std::size_t nul = source.text.find('\0'); nul != source.text.npos)
        add(1 + static_cast<int>(std::count(source.text.begin(),
                                            source.text.begin() + static_cast<std::ptrdiff_t>(nul),
                                            '\n')),
            "has a NUL byte, which Python does not read", "remove it");
    else if (const auto unknown = python::unknown_encoding(source.text))
        add(unknown->line,
            "declares the encoding '" + unknown->name + "', which Python does not know",
            "save it as UTF-8 and begin it with '# -*- coding: utf-8 -*-'");
}

/// Findings of check_settings for each settings.py, and python-rejects for every source. Tells in
/// `asked` whether there was such a compiler: what it accepts is well formed.
Findings check_sources(const Egg& egg, python::Compiler& compiler, const std::string& django,
                       bool& asked) {
    const std::vector<python::Source> sources = sources_of(egg);
    const std::string& python = compiler.version();
    std::optional<std::vector<python::Rejection>> rejections;
    if (!sources.empty()) rejections = compiler.compile(sources);
    asked = rejections.has_value();

    Findings findings;
    for (const python::Source& source : sources) {
        if (!rejections) check_without_compiler(egg, source, findings);
        const bool accepted = rejections && std::none_of(rejections->begin(), rejections->end(),
                                                         [&](const python::Rejection& r) {
                                                             return r.name == source.name;
                                                         });
        if (!is_settings(source.name)) continue;
        for (Finding& finding :
             check_settings(source.text, subject_of(egg, source.name), python, django))
            if (!accepted || !is_read_wrong(finding)) findings.push_back(std::move(finding));
    }
    if (rejections)
        for (const python::Rejection& rejection : *rejections)
            findings.push_back(rejected(egg, rejection, python));
    return findings;
}

} // namespace

bool CheckResult::clean() const {
    return std::all_of(findings.begin(), findings.end(),
                       [](const Finding& finding) { return finding.severity == Severity::note; });
}

std::string subject_of(const Egg& egg, const std::string& member) {
    return egg.name() + ": " + member;
}

Finding finding_of(const DamagedEgg& error) {
    const char* id = error.kind() == DamagedEgg::Kind::crc         ? "bad-crc"
                     : error.kind() == DamagedEgg::Kind::truncated ? "truncated"
                                                                   : "damaged";
    return {id, Severity::error, error.subject(), error.reason(), error.remedy()};
}

CheckResult check(const Egg& egg) {
    python::Compiler compiler(egg.python());
    compiler.start();
    return check(egg, compiler);
}

CheckResult check(const Egg& egg, python::Compiler& compiler, const std::string& django) {
    CheckResult result;
    result.modules = module_choices(egg);
    append(result.findings, check_members(egg));
    append(result.findings, check_links(egg));
    append(result.findings, check_egg_info(egg));
    append(result.findings, check_bytecode(egg, result.modules, compiler.version()));
    append(result.findings, check_shadows(egg, modules_of(egg), compiler.version()));
    bool asked = false;
    append(result.findings, check_sources(egg, compiler, django, asked));
    if (asked) result.compiler = compiler.version();
    return result;
}

} // namespace calpkg::egg
