#include "lib/zip/deflate.hpp"

#include "lib/report/error.hpp"
#include "lib/zip/format.hpp"
#include "lib/zip/zlib.hpp"

#include <limits>
#include <new>

namespace calpkg::zip {

namespace {

/// Without zlib's own header and checksum, as zip files have it (RFC 1951).
std::string deflated(const std::string& content) {
    constexpr int memory = 9; // zlib's most; the level is its best, too
    z_stream stream{};
    if (deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, -MAX_WBITS, memory,
                     Z_DEFAULT_STRATEGY) != Z_OK)
        throw std::bad_alloc();
    std::string out(deflateBound(&stream, static_cast<uLong>(content.size())), '\0');
    stream.next_in = bytes_of(content);
    stream.avail_in = static_cast<uInt>(content.size());
    stream.next_out = room_in(out);
    stream.avail_out = static_cast<uInt>(out.size());
    const int status = deflate(&stream, Z_FINISH);
    out.resize(stream.total_out);
    deflateEnd(&stream);
    if (status != Z_STREAM_END) throw report::Error("zlib", "cannot compress");
    return out;
}

} // namespace

Packed pack(const std::string& content, bool deflate) {
    if (content.size() > std::numeric_limits<std::int32_t>::max())
        throw report::Error("a member of the egg", "would have more than 2 GiB",
                            "Python 2 cannot import it: make it smaller");
    Packed packed{kStored, checksum(content), static_cast<std::uint32_t>(content.size()), content};
    if (!deflate) return packed;
    std::string data = deflated(content);
    if (data.size() >= content.size()) return packed;
    packed.method = kDeflated;
    packed.data = std::move(data);
    return packed;
}

} // namespace calpkg::zip
