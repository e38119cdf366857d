#include "lib/encode/gzip.hpp"

#include "lib/report/error.hpp"

#include <array>
#include <zlib.h>

namespace calpkg::encode {

namespace {

constexpr int kGzipWindow = 15 + 16, kRawWindow = -15, kMemory = 8;

void start(z_stream& stream, int level, int window) {
    if (deflateInit2(&stream, level, Z_DEFLATED, window, kMemory, Z_DEFAULT_STRATEGY) != Z_OK)
        throw report::Error("zlib", "cannot start to compress");
}

void run(z_stream& stream, std::string_view data, int flush, const Sink& sink) {
    std::array<unsigned char, 65536> out{};
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(data.data()));
    stream.avail_in = static_cast<uInt>(data.size());
    do {
        stream.next_out = out.data();
        stream.avail_out = out.size();
        ::deflate(&stream, flush);
        sink({reinterpret_cast<const char*>(out.data()), out.size() - stream.avail_out});
    } while (stream.avail_out == 0);
}

} // namespace

struct Gzip::Work {
    Sink sink;
    z_stream stream{};
};

Gzip::Gzip(Sink sink, int level) : work_(std::make_unique<Work>()) {
    work_->sink = std::move(sink);
    start(work_->stream, level, kGzipWindow);
}

Gzip::~Gzip() { deflateEnd(&work_->stream); }

void Gzip::write(std::string_view data) { run(work_->stream, data, Z_NO_FLUSH, work_->sink); }

void Gzip::finish() { run(work_->stream, {}, Z_FINISH, work_->sink); }

std::string deflate(std::string_view data, int level) {
    z_stream stream{};
    start(stream, level, kRawWindow);
    std::string out;
    run(stream, data, Z_FINISH, [&](std::string_view piece) { out += piece; });
    deflateEnd(&stream);
    return out;
}

} // namespace calpkg::encode
