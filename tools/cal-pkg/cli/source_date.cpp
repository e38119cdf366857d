#include "cal-pkg/cli/source_date.hpp"

#include "lib/report/error.hpp"

#include <charconv>
#include <cstdlib>
#include <limits>
#include <string_view>

namespace calpkg::cli {

std::optional<std::int64_t> source_date_epoch() {
    const char* set = std::getenv("SOURCE_DATE_EPOCH");
    const std::string_view text = set == nullptr ? "" : set;
    if (text.empty()) return {};
    std::int64_t seconds = 0;
    const auto end = text.data() + text.size();
    const auto result = std::from_chars(text.data(), end, seconds);
    constexpr std::int64_t most = std::numeric_limits<std::uint32_t>::max();
    if (result.ec == std::errc() && result.ptr == end && seconds > 0 && seconds <= most)
        return seconds;
    throw report::Error("SOURCE_DATE_EPOCH",
                        "'" + std::string(text) + "' is not a number of seconds since 1970",
                        "unset it, or give one such as 1404216000");
}

} // namespace calpkg::cli
