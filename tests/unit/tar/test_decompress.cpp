#include "lib/tar/decompress.hpp"

#include "lib/fs/file.hpp"
#include "lib/report/error.hpp"
#include "support/support.hpp"

#include <doctest/doctest.h>

using namespace calpkg;

TEST_CASE("all streams of a file are decompressed, and it is told where they end") {
    const test::Dir dir;
    for (const std::string compressor : {"gzip -n", "bzip2", "xz", "zstd -q"}) {
        CAPTURE(compressor);
        const auto compressed = [&](const std::string& shell) {
            REQUIRE(test::run({"sh", "-ec", shell}, dir.path()).ok());
            return fs::read_file(dir.path() / "made");
        };
        const std::string pipe = " | " + compressor + " -c ";
        const std::string both =
            compressed("printf one" + pipe + "> made; printf two" + pipe + ">> made");
        const tar::Decompressed found = tar::decompress(both, "x", 6);
        CHECK(found.content == "onetwo");
        CHECK(found.end == both.size());
        CHECK_THROWS_AS(tar::decompress(both, "x", 5), report::Error);
        CHECK(tar::decompress(compressed("printf ''" + pipe + "> made"), "x", 0).content.empty());
        const std::string twice = compressed("printf one" + pipe + pipe + "> made");
        CHECK_THROWS_AS(tar::decompress(twice, "x", 99), report::Error);
    }
}
