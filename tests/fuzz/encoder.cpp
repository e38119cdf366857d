// The encoder on arbitrary bytes: zlib must give them back, whatever level and cutting the first two bytes ask for.

#include "lib/encode/gzip.hpp"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <zlib.h>

using namespace calpkg;

namespace {

std::string inflated(const std::string& bytes, std::size_t size) {
    z_stream stream{};
    if (inflateInit2(&stream, 15 + 16) != Z_OK) std::abort();
    std::string out(size + 1, '\0');
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
    stream.avail_in = static_cast<uInt>(bytes.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    if (inflate(&stream, Z_FINISH) != Z_STREAM_END || stream.avail_in != 0) std::abort();
    out.resize(stream.total_out);
    inflateEnd(&stream);
    return out;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size < 2) return 0;
    const int level = 1 + data[0] % 9;
    const std::size_t cut = 1 + std::size_t{data[1]} * 64;
    const std::string_view content(reinterpret_cast<const char*>(data) + 2, size - 2);
    std::string out;
    encode::Gzip gzip([&](std::string_view piece) { out += piece; }, level, 1);
    for (std::size_t at = 0; at < content.size(); at += cut) gzip.write(content.substr(at, cut));
    gzip.finish();
    if (inflated(out, content.size()) != content) std::abort();
    return 0;
}
