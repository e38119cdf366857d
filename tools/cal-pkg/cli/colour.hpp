#pragma once

#include <string>

namespace calpkg::cli {

/// Whether what goes to the descriptor is to be in colour: on a terminal that can, unless $NO_COLOR is set; where
/// $CLICOLOR_FORCE is set and not 0, everywhere.
bool is_in_colour(int fd);

/// Makes the answer of is_in_colour() that of --color: "always" or "never"; with "auto" it is as above. By these
/// variables, so that it is so in an editor or a pager, too.
void choose_colour(const std::string& when);

/// A unified diff for eyes: its lines in colour where `colour` says so, and what could do something to the terminal
/// escaped.
std::string shown_diff(const std::string& diff, bool colour);

} // namespace calpkg::cli
