#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace calpkg::report {

/// What there is to say of a finding's id. Plain text: a word of code stands in single quotes.
struct Explanation {
    std::string id;      ///< "missing-reference"
    std::string section; ///< where it comes up: "Web apps"
    std::vector<std::string>
        severities;          ///< "error", "warning", "note"; at least one, the usual one first
    bool acceptable = false; ///< whether --accept takes it
    std::string meaning;
    std::string remedy;
    std::string why;     ///< why it matters, and on which target
    std::string example; ///< a line as it is printed
};

/// Every finding that `text` explains, in its order: Markdown in the form of tools/docs/findings.md, whose sections
/// have a table (id, severity, meaning, what to do; **A** can be accepted), then for each of its ids a heading, a
/// paragraph and an example between lines of "```". Throws report::Error, naming `subject` and the line, for another
/// form.
std::vector<Explanation> read_explanations(std::string_view text, const std::string& subject);

/// The one of that id, or null.
const Explanation* explanation_of(const std::vector<Explanation>& all, std::string_view id);

} // namespace calpkg::report
