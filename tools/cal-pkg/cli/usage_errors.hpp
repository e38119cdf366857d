#pragma once

#include "cal-pkg/cli/command.hpp"
#include "lib/report/error.hpp"

#include <CLI/App.hpp>

#include <string>
#include <vector>

namespace calpkg::cli {

/// That `word` is not a command of `table`, with the nearest one; `shown` is the word as the error names it.
report::Error unknown_command(const std::string& shown, const std::string& word,
                              const std::vector<CommandEntry>& table);

/// That no command of `table` is given; `program` is what was typed: "cal-pkg egg".
report::Error missing_command(const std::string& program, const std::vector<CommandEntry>& table);

/// Throws for the first of `words`, which were given to `command` and which it does not take: an option
/// that does not exist, with the nearest one, or one argument too many. `shown` is the command as it was
/// typed: "cal-pkg egg list".
void refuse_extras(const CLI::App& command, const std::vector<std::string>& words,
                   const std::string& shown);

} // namespace calpkg::cli
