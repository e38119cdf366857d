#pragma once

#include "lib/report/timings.hpp"

#include <nlohmann/json.hpp>

#include <iosfwd>
#include <string>
#include <vector>

namespace calpkg::cli {

using TimingRows = std::vector<report::Timings::Row>;

/// Milliseconds, to the tenth.
double milliseconds(report::Timings::Clock::duration time);

/// {phases: [{phase, milliseconds}], components: [{component, phase, milliseconds}]}
nlohmann::ordered_json to_json(const TimingRows& rows);

/// A table in milliseconds: phases of the whole in the first column, those of each component in one of its own. `title`
/// stands above the phases.
void print_timings(std::ostream& out, const std::string& title, const TimingRows& rows);

/// The line that follows: how long all took.
void print_total(std::ostream& out, report::Timings::Clock::duration total);

} // namespace calpkg::cli
