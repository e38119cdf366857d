#pragma once

#include "lib/report/error.hpp"
#include "lib/report/finding.hpp"

#include <nlohmann/json.hpp>

#include <filesystem>
#include <iosfwd>
#include <string>

namespace calpkg::cli {

/// `cal-pkg: error: <text>`
void print_error(std::ostream& out, const std::string& text);

/// As error_text() has it: on a terminal with the line that it is about.
void print_error(std::ostream& out, const report::Error& error);

/// In this program's words.
report::Error error_of(const std::filesystem::filesystem_error& error);

/// A line a finding: `cal-pkg: warning: <subject>: <message>; <remedy> [<id>]`.
void print_findings(std::ostream& out, const report::Findings& findings);

nlohmann::ordered_json to_json(const report::Findings& findings);

/// A line on standard output for a script: the path as it is, escaped only when a terminal shows it.
void print_path(const std::filesystem::path& path);

/// Pretty-printed with a final newline; bytes that are not UTF-8 become U+FFFD.
void print_json(std::ostream& out, const nlohmann::ordered_json& json);

/// Flushes standard output. Throws report::Error when what was printed cannot get there; `standing` says what has
/// been done, or not, all the same.
void flush_output(const std::string& standing = {});

/// "4.8 MB", decimal units.
std::string human_size(std::uint64_t bytes);

/// Prints the findings to `err`; when errors are among them, throws a report::Error that counts them.
void refuse_errors(std::ostream& err, const report::Findings& findings);

} // namespace calpkg::cli
