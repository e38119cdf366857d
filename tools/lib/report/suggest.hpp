#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace calpkg::report {

/// The candidate nearest to `word` by edit distance, for "did you mean …?"; empty when none is
/// near (more than a third of the letters would have to change).
std::string nearest(std::string_view word, const std::vector<std::string>& candidates);

/// "did you mean 'X'?" for the nearest candidate, else "one of: a, b, c", also where the nearest is only another number
/// (el8 and el6). Fit for an Error's remedy.
std::string suggestion(std::string_view word, const std::vector<std::string>& candidates);

} // namespace calpkg::report
