#include "lib/venv/requirements.hpp"

#include "lib/report/error.hpp"
#include "lib/venv/distribution.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <sstream>

namespace calpkg::venv {

namespace {

constexpr const char* kNameCharacters =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-";
constexpr const char* kVersionCharacters =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-+!*";

std::string trimmed(const std::string& text) {
    const std::size_t begin = text.find_first_not_of(" \t\r");
    if (begin == std::string::npos) return {};
    return text.substr(begin, text.find_last_not_of(" \t\r") - begin + 1);
}

/// The line up to a comment: "#" at its start or behind a blank.
std::string without_comment(const std::string& line) {
    for (std::size_t at = line.find('#'); at != std::string::npos; at = line.find('#', at + 1))
        if (at == 0 || line[at - 1] == ' ' || line[at - 1] == '\t') return line.substr(0, at);
    return line;
}

/// ">=1.0, <2": each an operator of PEP 440 and a version. Options behind them would change more than
/// a version.
bool is_relation(const std::string& text) {
    if (text.empty()) return true;
    std::istringstream stream(text + ",");
    for (std::string part; std::getline(stream, part, ',');) {
        part = trimmed(part);
        const std::size_t end = std::min(part.find_first_not_of("=<>!~"), part.size());
        const std::string relation = part.substr(0, end);
        const std::string version = trimmed(part.substr(end));
        const bool known = relation == "==" || relation == "===" || relation == "!=" ||
                           relation == "<=" || relation == ">=" || relation == "~=" ||
                           relation == "<" || relation == ">";
        if (!known || version.empty() ||
            version.find_first_not_of(kVersionCharacters) != version.npos)
            return false;
    }
    return true;
}

[[noreturn]] void refuse(const std::string& subject, int line, const std::string& text) {
    throw report::Error(fmt::format("{}:{}", subject, line),
                        fmt::format("'{}' is not a distribution with versions", text),
                        "write it like Django==1.5.1; archives belong into the wheelhouse");
}

Requirement parse_line(const std::string& text, const std::string& subject, int line) {
    Requirement requirement;
    requirement.line = line;
    const std::size_t semicolon = text.find(';');
    const std::string head = trimmed(text.substr(0, semicolon));
    if (semicolon != std::string::npos) requirement.marker = trimmed(text.substr(semicolon + 1));
    const std::size_t end = std::min(head.find_first_not_of(kNameCharacters), head.size());
    requirement.name = head.substr(0, end);
    requirement.relation = trimmed(head.substr(end));
    if (requirement.name.empty() || requirement.name.front() == '-' ||
        !is_relation(requirement.relation))
        refuse(subject, line, text);
    return requirement;
}

} // namespace

std::string Requirement::pinned() const {
    if (relation.compare(0, 2, "==") != 0 || relation.find_first_of(",*") != std::string::npos)
        return {};
    return trimmed(relation.substr(relation.find_first_not_of('=')));
}

std::vector<Requirement> parse_requirements(const std::string& text, const std::string& subject) {
    std::vector<Requirement> requirements;
    std::istringstream stream(text);
    std::string line;
    for (int number = 1; std::getline(stream, line); ++number) {
        const std::string content = trimmed(without_comment(line));
        if (!content.empty()) requirements.push_back(parse_line(content, subject, number));
    }
    return requirements;
}

Requirement parse_requirement(const std::string& text, const std::string& subject) {
    return parse_line(trimmed(text), subject, 1);
}

std::string locked_text(const std::vector<Requirement>& requirements, const Lock& lock,
                        const std::string& subject) {
    std::string text;
    std::vector<std::string> missing;
    for (const Requirement& requirement : requirements) {
        const Locked* locked = lock.find(requirement.name);
        if (locked != nullptr)
            text += fmt::format("{}=={}\n", locked->name, locked->version);
        else if (requirement.marker.empty())
            missing.push_back(requirement.name);
        else // a marker may well say that this Python does not need it
            text += fmt::format("{}{}; {}\n", requirement.name, requirement.relation,
                                requirement.marker);
    }
    if (!missing.empty())
        throw report::Error(
            lock.subject,
            fmt::format("lacks {}, which {} asks for", fmt::join(missing, ", "), subject),
            "build without --lock and take the lock file that this writes");
    return text;
}

} // namespace calpkg::venv
