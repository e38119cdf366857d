#include "lib/hash/content_time.hpp"

#include <algorithm>
#include <charconv>

namespace calpkg::hash {

namespace {

/// The digest's first 60 bits.
std::int64_t number_of(std::string_view sha256) {
    constexpr std::size_t digits = 15;
    std::int64_t number = 0;
    std::from_chars(sha256.data(), sha256.data() + std::min(digits, sha256.size()), number, 16);
    return number;
}

std::int64_t even(std::int64_t seconds) { return seconds - seconds % 2; }

/// How many times there are before a commit's.
std::int64_t times_before(std::int64_t commit_time) {
    return std::min(kContentTimes, even(commit_time) / 2 - 1); // 0 is no time for rpm
}

} // namespace

std::int64_t content_time(std::int64_t commit_time, std::string_view sha256) {
    const std::int64_t times = times_before(commit_time);
    if (times <= 0) return commit_time;
    return even(commit_time) - 2 * (1 + number_of(sha256) % times);
}

std::int64_t oldest_content_time(std::int64_t commit_time) {
    const std::int64_t times = times_before(commit_time);
    return times <= 0 ? commit_time : even(commit_time) - 2 * times;
}

} // namespace calpkg::hash
