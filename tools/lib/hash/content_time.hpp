#pragma once

#include <cstdint>
#include <string_view>

namespace calpkg::hash {

/// How many times there are for the contents of one file. Two different ones have the same time with a chance of
/// one in 1,048,576, which is below one in a million.
inline constexpr std::int64_t kContentTimes = std::int64_t{1} << 20;

/// The time of a file in what is made of a commit of `commit_time` (seconds since the epoch), by the SHA-256 (hex)
/// of its content: Python takes old bytecode, and rsync an old copy, for the file's when nothing but the content has
/// changed. Even, since a zip has no odd seconds, and so at least two seconds from every other; at least one second
/// before the commit's, at most 2 × kContentTimes + 1 seconds (24 days). Of a commit in the first 24 days of 1970 there
/// are fewer times, of one in its first four seconds only the commit's own.
std::int64_t content_time(std::int64_t commit_time, std::string_view sha256);

/// The earliest of these times, whatever the content.
std::int64_t oldest_content_time(std::int64_t commit_time);

} // namespace calpkg::hash
