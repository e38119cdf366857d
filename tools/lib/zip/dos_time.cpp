#include "lib/zip/dos_time.hpp"

#include <algorithm>
#include <chrono>

namespace calpkg::zip {

namespace {

using std::chrono::sys_days;

constexpr std::int64_t kDay = 24 * 60 * 60;

/// Days that no month has are the next month's: what mktime makes of them, too.
std::int64_t seconds_of(unsigned date, unsigned time) {
    const std::chrono::year year(1980 + static_cast<int>(date >> 9));
    const std::chrono::month month(std::clamp((date >> 5) & 15U, 1U, 12U));
    const unsigned day = std::max(date & 31U, 1U);
    const std::int64_t days =
        sys_days(year / month / std::chrono::day(1)).time_since_epoch().count() + day - 1;
    return days * kDay + (time >> 11) * 3600 + ((time >> 5) & 63U) * 60 + (time & 31U) * 2;
}

} // namespace

std::int64_t to_seconds(DosTime time) {
    return std::clamp(seconds_of(time.date, time.time), kFirstDosSecond, kLastDosSecond);
}

DosTime to_dos_time(std::int64_t seconds) {
    const std::int64_t in_range = std::clamp(seconds, kFirstDosSecond, kLastDosSecond);
    const sys_days days{std::chrono::days(in_range / kDay)};
    const std::chrono::year_month_day date(days);
    const auto in_day = static_cast<unsigned>(in_range % kDay);
    const auto year = static_cast<unsigned>(static_cast<int>(date.year()) - 1980);
    return {
        static_cast<std::uint16_t>(year << 9 | static_cast<unsigned>(date.month()) << 5 |
                                   static_cast<unsigned>(date.day())),
        static_cast<std::uint16_t>(in_day / 3600 << 11 | in_day / 60 % 60 << 5 | in_day % 60 / 2)};
}

} // namespace calpkg::zip
