#include "lib/zip/deflate.hpp"

#include "lib/encode/gzip.hpp"
#include "lib/zip/format.hpp"
#include "made_by_python.hpp"

#include <doctest/doctest.h>

#include <random>

using namespace calpkg;

namespace {

std::string noise(std::size_t size) {
    std::mt19937 random(1);
    std::string bytes;
    while (bytes.size() < size) bytes += static_cast<char>(random());
    return bytes;
}

} // namespace

TEST_CASE("what is deflated, Python inflates to the same") {
    const std::string content = noise(1000) + std::string(100000, 'a') + noise(1000);
    const zip::Packed packed = zip::pack(content, true);
    CHECK(packed.method == zip::kDeflated);
    CHECK(packed.size == content.size());
    CHECK(packed.data.size() < content.size() / 10);
    CHECK(test::zipfile_says(packed.data, "data = zlib.decompress(open(path, 'rb').read(), -15)\n"
                                          "print(len(data), zlib.crc32(data))") ==
          std::to_string(content.size()) + " " + std::to_string(packed.crc) + "\n");
}

TEST_CASE("content that deflating makes larger, or that shall not be, is stored") {
    for (const std::string& content : {std::string(), noise(1000)}) {
        CHECK(zip::pack(content, true).method == zip::kStored);
        CHECK(zip::pack(content, true).data == content);
    }
    CHECK(zip::pack(std::string(1000, 'a'), false).method == zip::kStored);
    CHECK(zip::pack("a", true).crc == zip::pack("a", false).crc);
}

TEST_CASE("members have this project's own encoding, which no library changes") {
    const std::string content(100000, 'a');
    CHECK(zip::pack(content, true).data == encode::deflate(content, 9));
}
