#include "lib/report/error.hpp"
#include "lib/rpm/format/io_flags.hpp"

#include <doctest/doctest.h>

using namespace calpkg;

TEST_CASE("rpm's io flags say a compressor and a level") {
    const auto is = [](const char* flags, const char* compressor, const char* level) {
        const rpm::Compression how = rpm::compression_of_flags(flags);
        CHECK(how.compressor == compressor);
        CHECK(how.level == level);
    };
    is("w6.gzdio", "gzip", "6");
    is("w9.bzdio", "bzip2", "9");
    is("w3T2.xzdio", "xz", "3T2");
    is("w7.lzdio", "lzma", "7");
    is("w19.zstdio", "zstd", "19");
    is("w.ufdio", "ufdio", "");
    for (const char* wrong : {"", "gzip", "6.gzdio", "w6gzdio", "w6.", "w6.gzip"})
        CHECK_THROWS_WITH_AS(rpm::compression_of_flags(wrong),
                             doctest::Contains("is not how rpm compresses one"), report::Error);
}

TEST_CASE("what is encoded anew is first written as quickly as its requirements permit") {
    CHECK(rpm::quickest_flags("w6.gzdio") == "w.ufdio");
    CHECK(rpm::quickest_flags("w3T2.xzdio") == "w0.xzdio");
    CHECK(rpm::quickest_flags("w19.zstdio") == "w1.zstdio");
}
