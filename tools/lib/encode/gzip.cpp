#include "lib/encode/gzip.hpp"

#include "lib/encode/stream.hpp"

#include <array>
#include <cstdint>
#include <utility>

namespace calpkg::encode {

struct Gzip::Work {
    Work(Sink to, int level, unsigned threads) : sink(to), stream(std::move(to), level, threads) {}
    Sink sink;
    Stream stream;
};

Gzip::Gzip(Sink sink, int level, unsigned threads)
    : work_(std::make_unique<Work>(std::move(sink), level, threads)) {
    // Deflate, no flags, no time, neither the best nor the fastest, Unix (RFC 1952, 2.3).
    constexpr std::string_view header("\x1f\x8b\x08\0\0\0\0\0\0\x03", 10);
    work_->sink(header);
}

Gzip::~Gzip() = default;

void Gzip::write(std::string_view data) { work_->stream.write(data); }

void Gzip::finish() {
    work_->stream.finish();
    const std::uint64_t trailer = work_->stream.size() << 32 | work_->stream.crc();
    std::array<char, 8> bytes{};
    for (unsigned i = 0; i < bytes.size(); ++i)
        bytes[i] = static_cast<char>(trailer >> 8 * i & 0xff);
    work_->sink({bytes.data(), bytes.size()});
}

std::string deflate(std::string_view data, int level) {
    std::string out;
    Stream stream([&](std::string_view piece) { out += piece; }, level, 0);
    stream.write(data);
    stream.finish();
    return out;
}

} // namespace calpkg::encode
