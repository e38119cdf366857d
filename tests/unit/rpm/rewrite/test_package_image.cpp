#include "lib/fs/file.hpp"
#include "lib/report/error.hpp"
#include "lib/rpm/format/tags.hpp"
#include "lib/rpm/rewrite/package_image.hpp"
#include "support/rewrite_fixture.hpp"

#include <doctest/doctest.h>

using namespace calpkg;

TEST_CASE("a package that is read whole has every file but its ghosts") {
    for (const std::string payload : {"w6.gzdio", "w3.zstdio"}) {
        CAPTURE(payload);
        const test::Dir dir;
        const rpm::OpenPackage package(test::build_rich(dir, payload));
        const rpm::PackageImage image = rpm::read_image(package);
        CHECK(image.parts.header.entries() == package.parts.header.entries());
        CHECK(image.files.size() == package.files.size());
        CHECK(image.contents.entries.size() == package.files.size() - 1);
    }
}

TEST_CASE("a file that is not what the header says is found by reading the package whole") {
    const test::Dir dir;
    std::string content = fs::read_file(test::build_rich(dir, "w.ufdio"));
    content[content.rfind("the egg as it was")] = 'T';
    const rpm::OpenPackage package(dir.write("x.rpm", content));
    CHECK_THROWS_WITH_AS(rpm::read_image(package),
                         doctest::Contains("has another digest than the header says"),
                         report::Error);
}

TEST_CASE("the payload's digests are SHA-256 where the header names no hash, as rpm 6 leaves it") {
    rpm::RawHeader header;
    CHECK(rpm::payload_hash(header) == hash::Algorithm::sha256);
    header.put_numbers(rpm::tag::payload_digest_hash, rpm::TagType::int32, {10});
    CHECK(rpm::payload_hash(header) == hash::Algorithm::sha512);
}
