#pragma once

#include "lib/engine/builder.hpp"
#include "lib/process/run.hpp"

#include <chrono>
#include <filesystem>
#include <map>
#include <string>

namespace calpkg::engine {

using Values = std::map<std::string, std::string>; ///< of placeholders
using Deadline = std::chrono::steady_clock::time_point;

/// The program of `step` with `values` in its words, as it is to be run in `directory`: with the user's configuration
/// files and language, since engines' clients look for their accounts there.
process::Command command_of(const BuilderCommand& step, const Values& values,
                            const std::filesystem::path& directory, Deadline deadline);

/// Runs that, and appends its line and all that it prints to `log`. Gives what it printed on standard output, too.
process::Result run_logged(const process::Command& command, const std::filesystem::path& log);

/// The same, and gives nothing: what it prints is in `log` at once.
process::Result run_into(const process::Command& command, const std::filesystem::path& log);

/// The content of `log`, of a long one its end; empty where it is not there.
std::string text_of_log(const std::filesystem::path& log);

/// The group of `pattern` in the last line of `text` where it is found; empty where it is in none.
std::string last_match(const std::string& pattern, const std::string& text);

/// What of the builder's reasons fits the last line of `log` that any fits; empty for none.
std::string reason_in(const Builder& builder, const std::string& log);

/// The last line of `log` that says something.
std::string last_line(const std::string& log);

} // namespace calpkg::engine
