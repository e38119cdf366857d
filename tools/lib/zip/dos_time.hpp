#pragma once

#include <cstdint>

namespace calpkg::zip {

/// A time as zip stores it: two 16-bit words in local time, two-second steps (APPNOTE 4.4.6).
struct DosTime {
    std::uint16_t date = 0;
    std::uint16_t time = 0;
    bool operator==(const DosTime&) const = default;
};

/// The first and the last time that zip can say, 1980-01-01 and 2107-12-31 23:59:58, read as UTC,
/// in seconds since the epoch.
inline constexpr std::int64_t kFirstDosSecond = 315532800;
inline constexpr std::int64_t kLastDosSecond = 4354819198;

/// A DOS time read as UTC, in seconds since the epoch. Fields out of range (a date of 0, as some
/// archivers write it) count as the nearest that is in range.
std::int64_t to_seconds(DosTime time);

/// The DOS time of `seconds`, read as UTC and rounded down to two seconds; the first or the last
/// that there is for what is outside.
DosTime to_dos_time(std::int64_t seconds);

} // namespace calpkg::zip
