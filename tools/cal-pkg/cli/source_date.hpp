#pragma once

#include <cstdint>
#include <optional>

namespace calpkg::cli {

/// $SOURCE_DATE_EPOCH in seconds since the epoch, or nothing when it is not set or empty
/// (reproducible-builds.org/specs/source-date-epoch). Throws report::Error for one that is no
/// positive number that an RPM can hold.
std::optional<std::int64_t> source_date_epoch();

} // namespace calpkg::cli
