#pragma once

#include "cal-pkg/completions/outline.hpp"

#include <string>
#include <vector>

namespace calpkg::completions {

// The completion script of each shell for the commands `all`, of which the first is the program.

std::string bash_script(const std::vector<Outline>& all); ///< for bash 4 or later
std::string fish_script(const std::vector<Outline>& all); ///< for fish 3 or later
std::string zsh_script(const std::vector<Outline>& all);  ///< a function of $fpath, "_cal-pkg"

} // namespace calpkg::completions
