#pragma once

#include <cstdint>
#include <string>

namespace calpkg::report {

/// How far something has come whose amount is known.
struct Amount {
    std::uint64_t done = 0, total = 0; ///< bytes
    double seconds = 0;                ///< since it has begun
    std::string words;                 ///< "3/7 files, 1.2 MB/4.8 MB"
};

/// "[====>     ]": `columns` wide, three at least. More than all counts as all.
std::string progress_bar(std::uint64_t done, std::uint64_t total, unsigned columns);

/// How many bytes a second: "1.2 MB/s", decimal units.
std::string rate_text(double bytes_a_second);

/// `line`, and behind it a bar with percents, the amount in words, the rate and the time that is left, as far as there is room in
/// `columns`: the bar has it first, then the time, the rate, and the words. Cut at `columns`. Rate and time are
/// told after half a second.
std::string progress_text(const std::string& line, const Amount& amount, unsigned columns);

} // namespace calpkg::report
