#include "lib/egg/check/settings_check.hpp"

#include "lib/python/value_form.hpp"
#include "lib/report/error.hpp"

#include <fmt/format.h>

#include <cctype>

namespace calpkg::egg {

namespace {

using report::Finding;
using report::Findings;
using report::Severity;

Finding finding(const char* id, Severity severity, const std::string& subject, int line,
                std::string message, std::string remedy) {
    return {id, severity, fmt::format("{}:{}", subject, line), std::move(message),
            std::move(remedy)};
}

void check_text(const python::Lexed& text, const std::string& subject, Findings& findings) {
    for (const python::SyntaxProblem& problem : text.problems) {
        const bool mixed = problem.kind == python::SyntaxProblem::Kind::mixed_indentation;
        findings.push_back(finding(finding_id(problem.kind),
                                   mixed ? Severity::warning : Severity::error, subject,
                                   problem.line, problem.message,
                                   mixed ? "indent with spaces only"
                                         : "Python cannot read the file until that is repaired"));
    }
}

std::string digits_at(std::string_view text, std::size_t at) {
    std::size_t end = at;
    while (end < text.size() && std::isdigit(static_cast<unsigned char>(text[end])) != 0) ++end;
    return std::string(text.substr(at, end - at));
}

/// Whether Django `version` raises for TEMPLATE_DIRS as a text: from 1.7 on.
bool refuses_text(const std::string& version) {
    const std::string major = digits_at(version, 0);
    if (major.empty()) return false;
    if (major != "1") return true;
    const std::string minor = digits_at(version, major.size() + 1);
    return minor.size() > 1 || minor >= "7";
}

Finding single_value(const std::string& subject, int line, const std::string& django) {
    const bool refused = refuses_text(django);
    const std::string what =
        refused ? fmt::format(", which Django {} refuses; parentheses alone make none", django)
        : django.empty() ? std::string("; Django up to 1.6 mends that, later ones refuse it")
                         : fmt::format("; Django {} mends that, 1.7 and later refuse it", django);
    return finding("template-dirs-not-tuple", refused ? Severity::error : Severity::note, subject,
                   line, "TEMPLATE_DIRS is a single value, not a tuple" + what,
                   "put a comma after the path: (PATH,)");
}

void check_template_dirs(const python::Lexed& text, const std::string& subject,
                         const std::string& django, Findings& findings) {
    for (const python::Assignment& assignment : python::assignments_to(text, "TEMPLATE_DIRS")) {
        const python::ValueForm form = python::form_of(assignment.value);
        if (form == python::ValueForm::list)
            findings.push_back(finding("template-dirs-not-tuple", Severity::note, subject,
                                       assignment.line,
                                       "TEMPLATE_DIRS is a list; Django takes it, but its "
                                       "documentation asks for a tuple",
                                       ""));
        if (form == python::ValueForm::other)
            findings.push_back(single_value(subject, assignment.line, django));
    }
}

/// The version in "…/python2.7/…" or "python2.{minor}" when it is another than `python`, else "".
std::string other_version(std::string_view text, const std::string& python) {
    constexpr std::string_view kWord = "python";
    for (std::size_t at = text.find(kWord); at != text.npos; at = text.find(kWord, at + 1)) {
        const std::size_t begin = at + kWord.size();
        const std::string major = digits_at(text, begin);
        const std::size_t dot = begin + major.size();
        if (major.empty() || dot >= text.size() || text[dot] != '.') continue;
        const std::string minor = digits_at(text, dot + 1);
        const bool same_major = python.starts_with(major + ".");
        if (!minor.empty() && major + "." + minor != python) return major + "." + minor;
        if (minor.empty() && !same_major && dot + 1 < text.size() &&
            (text[dot + 1] == '{' || text[dot + 1] == '%'))
            return major + ".x";
    }
    return {};
}

void check_paths(const python::Lexed& text, const std::string& subject, const std::string& python,
                 Findings& findings) {
    if (python.empty()) return;
    for (const python::Token& token : text.tokens) {
        if (token.kind != python::Token::Kind::string) continue;
        const std::string version = other_version(token.content, python);
        if (version.empty()) continue;
        findings.push_back(finding(
            "python-version-in-path", Severity::error, subject, token.line,
            fmt::format("the path '{}' names Python {}, but the egg is for Python {}",
                        std::string(token.content), version, python),
            token.content.find("graphite/templates") == token.content.npos
                ? "name the egg's Python"
                : "'cal-pkg egg patch EGG --fix graphite-templates' makes it follow the running "
                  "Python"));
    }
}

} // namespace

const char* finding_id(python::SyntaxProblem::Kind kind) {
    switch (kind) {
    case python::SyntaxProblem::Kind::unbalanced_bracket: return "unbalanced-bracket";
    case python::SyntaxProblem::Kind::unterminated_string: return "unterminated-string";
    case python::SyntaxProblem::Kind::mixed_indentation: return "mixed-indentation";
    }
    return "";
}

bool is_settings(const std::string& member) {
    return member == "settings.py" || member.ends_with("/settings.py");
}

report::Findings check_settings(std::string_view source, const std::string& subject,
                                const std::string& python, const std::string& django) {
    Findings findings;
    const python::Lexed text = python::lex(source);
    check_text(text, subject, findings);
    // Behind a bracket or a quote that is missing, tokens no longer mean what they seem to.
    if (text.well_formed()) check_template_dirs(text, subject, django, findings);
    check_paths(text, subject, python, findings);
    return findings;
}

} // namespace calpkg::egg
