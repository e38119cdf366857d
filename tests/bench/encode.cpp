// usage: bench-encode FILE...               gzip -6 of each, side by side and on all processors; the result goes nowhere
//        bench-encode --rounds N FILE       JSON: seconds of one processor and size, by cal-pkg's encoder and by zlib
#include "lib/encode/gzip.hpp"
#include "lib/fs/file.hpp"

#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <functional>
#include <future>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>
#include <zlib.h>

namespace {

constexpr int kLevel = 6;

std::size_t own_size(const std::string& data, unsigned threads) {
    std::size_t size = 0;
    calpkg::encode::Gzip gzip([&](std::string_view piece) { size += piece.size(); }, kLevel,
                              threads);
    gzip.write(data);
    gzip.finish();
    return size;
}

/// `data` stays as it is; zlib says so only where it is built to.
std::size_t zlib_size(std::string& data) {
    std::string input =
        data; // of which zlib changes nothing, but says so only where it is built to
    z_stream stream{};
    constexpr int gzip_format = 16 + MAX_WBITS, memory = 8;
    if (deflateInit2(&stream, kLevel, Z_DEFLATED, gzip_format, memory, Z_DEFAULT_STRATEGY) != Z_OK)
        throw std::runtime_error("zlib does not start");
    std::vector<unsigned char> out(deflateBound(&stream, data.size()));
    stream.next_in = reinterpret_cast<unsigned char*>(data.data());
    stream.avail_in = static_cast<unsigned>(data.size());
    stream.next_out = out.data();
    stream.avail_out = static_cast<unsigned>(out.size());
    const int result = deflate(&stream, Z_FINISH);
    deflateEnd(&stream);
    if (result != Z_STREAM_END) throw std::runtime_error("zlib does not end");
    return stream.total_out;
}

/// What `encode` takes of this process's time.
double seconds(const std::function<void()>& encode) {
    const std::clock_t begin = std::clock();
    encode();
    return static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
}

void print(const char* name, const std::vector<double>& taken, std::size_t size, const char* end) {
    std::printf("\"%s\": {\"size\": %zu, \"seconds\": [", name, size);
    for (std::size_t i = 0; i < taken.size(); ++i) std::printf("%s%.6f", i ? ", " : "", taken[i]);
    std::printf("]}%s", end);
}

/// In turn, so that what else the machine does hits both.
void compare(int rounds, std::string data) {
    std::vector<double> own, zlib;
    std::size_t own_bytes = 0, zlib_bytes = 0;
    for (int round = 0; round < rounds; ++round) {
        own.push_back(seconds([&] { own_bytes = own_size(data, 1); }));
        zlib.push_back(seconds([&] { zlib_bytes = zlib_size(data); }));
    }
    std::printf("{");
    print("own", own, own_bytes, ", ");
    print("zlib", zlib, zlib_bytes, "}\n");
}

void encode_all(const std::vector<std::string>& files) {
    std::vector<std::future<std::size_t>> sizes;
    sizes.reserve(files.size());
    for (const std::string& file : files)
        sizes.push_back(std::async(std::launch::async,
                                   [&] { return own_size(calpkg::fs::read_file(file), 0); }));
    for (std::future<std::size_t>& size : sizes) size.get();
}

} // namespace

int main(int argc, char** argv) try {
    const std::vector<std::string> words(argv + 1, argv + argc);
    if (words.size() == 3 && words[0] == "--rounds")
        compare(std::atoi(words[1].c_str()), calpkg::fs::read_file(words[2]));
    else
        encode_all(words);
    return 0;
} catch (const std::exception& error) {
    std::fprintf(stderr, "bench-encode: %s\n", error.what());
    return 1;
}
