#include "lib/zip/deflate.hpp"

#include "lib/encode/gzip.hpp"
#include "lib/report/error.hpp"
#include "lib/zip/format.hpp"
#include "lib/zip/zlib.hpp"

#include <limits>
#include <utility>

namespace calpkg::zip {

namespace {

constexpr int kLevel = 9; // eggs are small, and are packed once

} // namespace

Packed pack(const std::string& content, bool deflate) {
    if (content.size() > std::numeric_limits<std::int32_t>::max())
        throw report::Error("a member of the egg", "would have more than 2 GiB",
                            "Python 2 cannot import it: make it smaller");
    Packed packed{kStored, checksum(content), static_cast<std::uint32_t>(content.size()), content};
    if (!deflate) return packed;
    std::string data = encode::deflate(content, kLevel);
    if (data.size() >= content.size()) return packed;
    packed.method = kDeflated;
    packed.data = std::move(data);
    return packed;
}

} // namespace calpkg::zip
