#pragma once

#include "lib/encode/gzip.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <zlib.h>

namespace calpkg::test {

inline constexpr int kRaw = -15, kGzip = 15 + 16; ///< zlib's window bits

/// What zlib makes of it; it must be one stream and nothing behind it.
inline std::string inflated(const std::string& bytes, int window) {
    z_stream stream{};
    REQUIRE(inflateInit2(&stream, window) == Z_OK);
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
    stream.avail_in = static_cast<uInt>(bytes.size());
    std::string out;
    int status = Z_OK;
    while (status == Z_OK) {
        std::string room(1 << 16, '\0');
        stream.next_out = reinterpret_cast<Bytef*>(room.data());
        stream.avail_out = static_cast<uInt>(room.size());
        status = inflate(&stream, Z_NO_FLUSH);
        out.append(room, 0, room.size() - stream.avail_out);
    }
    const auto left = stream.avail_in;
    inflateEnd(&stream);
    CHECK(status == Z_STREAM_END);
    CHECK(left == 0);
    return out;
}

/// In writes of `cut` bytes.
inline std::string gzipped(const std::string& data, int level, unsigned threads = 1,
                           std::size_t cut = std::string::npos) {
    std::string out;
    encode::Gzip gzip([&](std::string_view piece) { out += piece; }, level, threads);
    for (std::size_t at = 0; at < data.size(); at += std::min(cut, data.size() - at))
        gzip.write(std::string_view(data).substr(at, cut));
    gzip.finish();
    return out;
}

} // namespace calpkg::test
