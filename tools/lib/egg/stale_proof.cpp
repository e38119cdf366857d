#include "lib/egg/stale_proof.hpp"

#include <algorithm>
#include <chrono>

namespace calpkg::egg {

namespace {

using std::chrono::sys_days;
using std::chrono::sys_seconds;

constexpr std::int64_t kDay = 24 * 60 * 60;
constexpr std::int64_t kStep = 3 * kDay;
constexpr std::int64_t kDistance = 2 * kDay;

sys_days day(int year, unsigned month, unsigned number) {
    return std::chrono::year(year) / std::chrono::month(month) / std::chrono::day(number);
}

std::int64_t first_dos_second() { return sys_seconds(day(1980, 1, 1)).time_since_epoch().count(); }

std::int64_t last_dos_second() {
    return sys_seconds(day(2108, 1, 1)).time_since_epoch().count() - 2;
}

/// Days that no month has are the next month's: what mktime makes of them, too.
std::int64_t seconds_of(unsigned date, unsigned time) {
    const int year = 1980 + static_cast<int>(date >> 9);
    const unsigned month = std::clamp((date >> 5) & 15U, 1U, 12U);
    const unsigned number = std::max(date & 31U, 1U);
    const std::int64_t days = (day(year, month, 1).time_since_epoch()).count() + number - 1;
    return days * kDay + (time >> 11) * 3600 + ((time >> 5) & 63U) * 60 + (time & 31U) * 2;
}

std::int64_t word(const std::string& bytes, std::size_t at) {
    std::uint32_t value = 0;
    for (std::size_t i = 4; i-- > 0;)
        value = value << 8 | static_cast<unsigned char>(bytes[at + i]);
    return value;
}

bool is_bytecode(const std::string& name) {
    return name.ends_with(".pyc") || name.ends_with(".pyo");
}

bool is_far_from_all(std::int64_t time, const std::vector<std::int64_t>& embedded) {
    return std::none_of(embedded.begin(), embedded.end(), [time](std::int64_t other) {
        return std::max(time, other) - std::min(time, other) < kDistance;
    });
}

} // namespace

std::int64_t to_seconds(DosTime time) {
    return std::clamp(seconds_of(time.date, time.time), first_dos_second(), last_dos_second());
}

DosTime to_dos_time(std::int64_t seconds) {
    const std::int64_t in_range = std::clamp(seconds, first_dos_second(), last_dos_second());
    const sys_days days{std::chrono::days(in_range / kDay)};
    const std::chrono::year_month_day date(days);
    const auto in_day = static_cast<unsigned>(in_range % kDay);
    const auto year = static_cast<unsigned>(static_cast<int>(date.year()) - 1980);
    return {
        static_cast<std::uint16_t>(year << 9 | static_cast<unsigned>(date.month()) << 5 |
                                   static_cast<unsigned>(date.day())),
        static_cast<std::uint16_t>(in_day / 3600 << 11 | in_day / 60 % 60 << 5 | in_day % 60 / 2)};
}

std::vector<std::int64_t> embedded_times(const Egg& egg) {
    std::vector<std::int64_t> times;
    for (std::size_t i = 0; i < egg.members().size(); ++i) {
        const Member& member = egg.members()[i];
        if (member.directory || !is_bytecode(member.name)) continue;
        try {
            const std::string bytes = egg.read_at(i);
            if (bytes.size() < 12) continue;
            times.push_back(word(bytes, 4));
            times.push_back(word(bytes, 8));
        } catch (const report::Error&) {
            continue;
        }
    }
    return times;
}

std::int64_t stale_proof(std::int64_t old, const std::vector<std::int64_t>& embedded) {
    std::int64_t time = old;
    do time += kStep;
    while (!is_far_from_all(time, embedded));
    if (time <= last_dos_second()) return time;
    time = old;
    do time -= kStep;
    while (!is_far_from_all(time, embedded));
    return time;
}

bool is_stale_proof_of(std::int64_t time, std::int64_t old) {
    return time != old && (time - old) % kStep == 0;
}

} // namespace calpkg::egg
