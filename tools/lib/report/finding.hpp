#pragma once

#include <string>
#include <vector>

namespace calpkg::report {

enum class Severity { note, warning, error };

/// What a check reports. Data only: printers turn it into text or JSON.
struct Finding {
    Finding() = default;
    /// Escapes subject, message and remedy for a terminal: they may hold what comes from outside.
    Finding(std::string id, Severity severity, const std::string& subject,
            const std::string& message, const std::string& remedy = {});

    std::string id; ///< stable, kebab-case: `missing-reference`, `empty-stylesheet`
    Severity severity = Severity::warning;
    std::string subject; ///< the object: component and path, or package
    std::string message; ///< what is wrong with it
    std::string remedy;  ///< the way out; may be empty
};

using Findings = std::vector<Finding>;

/// "note", "warning" or "error".
const char* to_string(Severity severity);

/// Whether any of `findings` is an error.
bool has_errors(const Findings& findings);

} // namespace calpkg::report
