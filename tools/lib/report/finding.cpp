#include "lib/report/finding.hpp"

#include "lib/report/error.hpp"

#include <algorithm>
#include <utility>

namespace calpkg::report {

Finding::Finding(std::string id_, Severity severity_, const std::string& subject_,
                 const std::string& message_, const std::string& remedy_)
    : id(std::move(id_)),
      severity(severity_),
      subject(escaped(subject_)),
      message(escaped(message_)),
      remedy(escaped(remedy_)) {}

const char* to_string(Severity severity) {
    switch (severity) {
    case Severity::note: return "note";
    case Severity::warning: return "warning";
    case Severity::error: return "error";
    }
    return "error";
}

bool has_errors(const Findings& findings) {
    return std::any_of(findings.begin(), findings.end(),
                       [](const Finding& f) { return f.severity == Severity::error; });
}

} // namespace calpkg::report
