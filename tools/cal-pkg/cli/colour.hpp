#pragma once

#include <string>

namespace calpkg::cli {

/// Whether what goes to the descriptor is to be in colour: on a terminal that can, unless $NO_COLOR is set; where
/// $CLICOLOR_FORCE is set and not 0, everywhere.
bool is_in_colour(int fd);

/// A unified diff for eyes: its lines in colour where `colour` says so, and what could do something to the terminal
/// escaped.
std::string shown_diff(const std::string& diff, bool colour);

} // namespace calpkg::cli
