#include "lib/egg/check/check.hpp"

#include "lib/report/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

namespace calpkg::egg {

namespace {

using report::Finding;
using report::Findings;
using report::Severity;

constexpr const char* kPkgInfo = "EGG-INFO/PKG-INFO";
constexpr const char* kTopLevel = "EGG-INFO/top_level.txt";

/// A member's text, "" when it is not there or cannot be read.
std::string text_of(const Egg& egg, const std::string& member) {
    try {
        return egg.has(member) ? egg.read(member, 1U << 20) : "";
    } catch (const report::Error&) {
        return {};
    }
}

/// The lines of `text` without blanks at their ends.
std::vector<std::string> trimmed_lines(const std::string& text) {
    std::vector<std::string> lines = report::lines_of(text);
    for (std::string& line : lines) line.erase(line.find_last_not_of(" \t\v\f\r") + 1);
    return lines;
}

/// The value of the header `field` in PKG-INFO (PEP 314), which ends at the first empty line.
std::string header(const std::string& pkg_info, const std::string& field) {
    for (const std::string& line : trimmed_lines(pkg_info)) {
        if (line.empty()) break;
        if (line.starts_with(field + ": ")) return line.substr(field.size() + 2);
    }
    return {};
}

/// Names and versions compare without case, and '-', '_' and '.' alike (PEP 503): setuptools
/// writes '-' as '_' in file names.
std::string comparable(const std::string& name) {
    std::string plain;
    for (const char c : name) {
        const bool separator = c == '-' || c == '_' || c == '.';
        if (!separator)
            plain += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
        else if (!plain.ends_with('-'))
            plain += '-';
    }
    return plain;
}

Finding contradiction(const Egg& egg, const std::string& member, std::string message) {
    return {"contradictory-egg-info", Severity::warning, subject_of(egg, member),
            std::move(message), ""};
}

/// NAME-VERSION[-pyX.Y[-PLATFORM]].egg against PKG-INFO.
void check_identity(const Egg& egg, const std::string& pkg_info, Findings& findings) {
    const std::string file = egg.name();
    const std::size_t first = file.find('-');
    if (first == std::string::npos || !file.ends_with(".egg")) return;
    const std::size_t second = std::min(file.find('-', first + 1), file.size() - 4);
    const std::string version = file.substr(first + 1, second - first - 1);
    const auto compare = [&](const std::string& field, const std::string& in_file) {
        const std::string told = header(pkg_info, field);
        if (told.empty())
            findings.push_back({"missing-egg-info", Severity::warning, subject_of(egg, kPkgInfo),
                                "has no " + field, ""});
        else if (comparable(told) != comparable(in_file))
            findings.push_back(contradiction(
                egg, kPkgInfo,
                fmt::format("says {} {}, the file's name says {}", field, told, in_file)));
    };
    compare("Name", file.substr(0, first));
    compare("Version", version);
}

void check_flags(const Egg& egg, Findings& findings) {
    const bool safe = egg.has("EGG-INFO/zip-safe"), unsafe = egg.has("EGG-INFO/not-zip-safe");
    if (safe && unsafe)
        findings.push_back(contradiction(egg, "EGG-INFO", "has both zip-safe and not-zip-safe"));
    else if (unsafe && egg.is_zip())
        findings.push_back({"contradictory-egg-info", Severity::note,
                            subject_of(egg, "EGG-INFO/not-zip-safe"),
                            "the egg is a zip file though its makers did not vouch that it works "
                            "as one; bdist_egg makes such eggs",
                            ""});
}

bool has_module(const Egg& egg, const std::string& name) {
    const std::vector<Member>& members = egg.members();
    return std::any_of(members.begin(), members.end(), [&](const Member& member) {
        return member.name.starts_with(name + "/") || member.name.starts_with(name + ".");
    });
}

void check_top_level(const Egg& egg, Findings& findings) {
    for (const std::string& name : trimmed_lines(text_of(egg, kTopLevel)))
        if (!name.empty() && !has_module(egg, name))
            findings.push_back(contradiction(
                egg, kTopLevel, fmt::format("names {}, which is not in the egg", name)));
}

} // namespace

Findings check_egg_info(const Egg& egg) {
    Findings findings;
    if (egg.is_plain()) return findings; // its metadata lies beside it, if there is any
    if (!egg.has(kPkgInfo))
        findings.push_back(
            {"missing-egg-info", Severity::warning, egg.name(),
             fmt::format("has no {}: setuptools does not take it for an egg", kPkgInfo),
             "take it from the package that the egg came with"});
    else
        check_identity(egg, text_of(egg, kPkgInfo), findings);
    check_flags(egg, findings);
    check_top_level(egg, findings);
    return findings;
}

} // namespace calpkg::egg
