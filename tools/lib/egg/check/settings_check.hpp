#pragma once

#include "lib/python/lexer.hpp"
#include "lib/report/finding.hpp"

#include <string>
#include <string_view>

namespace calpkg::egg {

/// Whether a member is Django settings: settings.py, in any package.
bool is_settings(const std::string& member);

/// What can be told of a settings file by reading it: unbalanced-bracket, unterminated-string,
/// mixed-indentation, template-dirs-not-tuple, python-version-in-path. `subject` begins the
/// findings' subjects ("egg: member"; the line is appended). `python` is the version that runs it,
/// "2.6"; "" leaves out what depends on it. `django` is the version that reads it, "1.5.1", "" for an
/// unknown one: TEMPLATE_DIRS as a text is a note for what is older than 1.7, which mends it (up to 1.6
/// django/conf makes a tuple of it, 1.7 raises ImproperlyConfigured), and for an unknown one.
report::Findings check_settings(std::string_view source, const std::string& subject,
                                const std::string& python, const std::string& django = {});

/// "unbalanced-bracket" and so on.
const char* finding_id(python::SyntaxProblem::Kind kind);

} // namespace calpkg::egg
