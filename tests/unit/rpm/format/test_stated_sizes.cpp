#include "lib/report/error.hpp"
#include "lib/rpm/format/stated_sizes.hpp"
#include "lib/rpm/format/tags.hpp"
#include "lib/rpm/version_order.hpp"
#include "support/restate.hpp"
#include "support/rewrite_fixture.hpp"

#include <doctest/doctest.h>

using namespace calpkg;
using rpm::TagType;
namespace tag = rpm::tag;

TEST_CASE("what a package says of its unpacked payload is held against it, for every compressor") {
    for (const std::string payload : {"w6.gzdio", "w0.xzdio", "w1.zstdio", "w.ufdio"}) {
        CAPTURE(payload);
        const test::Dir dir;
        const auto file = test::build_rich(dir, payload);
        const rpm::OpenPackage package(file);
        CHECK_NOTHROW(rpm::verify_stated_sizes(package));
        const std::uint64_t size = package.parts.signature.number(tag::seal::payload_size);
        REQUIRE(size != 0);
        const auto wrong =
            test::restated(dir, file, test::stating(tag::seal::payload_size, TagType::int32, 7));
        CHECK_THROWS_WITH_AS(
            rpm::verify_stated_sizes(rpm::OpenPackage(wrong)),
            doctest::Contains(("restated.rpm: its payload has " + std::to_string(size) +
                               " bytes where its header says 7 (SIGPAYLOADSIZE)")
                                  .c_str()),
            report::Error);
    }
}

TEST_CASE("each tag that states the unpacked size counts") {
    const test::Dir dir;
    const rpm::OpenPackage package(test::build_rich(dir));
    const std::uint64_t size = package.parts.signature.number(tag::seal::payload_size);
    rpm::PackageParts parts = package.parts;
    std::string name;
    SUBCASE("LONGARCHIVESIZE") {
        name = "LONGARCHIVESIZE";
        parts.signature.put_numbers(tag::seal::long_payload_size, TagType::int64, {size + 1});
    }
    SUBCASE("ARCHIVESIZE") {
        name = "ARCHIVESIZE";
        parts.header.put_numbers(tag::archive_size, TagType::int32, {size - 1});
    }
    SUBCASE("PAYLOADSIZEALT") {
        name = "PAYLOADSIZEALT";
        parts.header.put_numbers(tag::payload_size_alt, TagType::int64, {0});
    }
    CHECK_THROWS_WITH_AS(rpm::require_archive_size(parts, size, "x.rpm"),
                         doctest::Contains(name.c_str()), report::Error);
    CHECK_NOTHROW(rpm::require_archive_size(package.parts, size, "x.rpm"));
}

TEST_CASE("what files take is right as any rpm counts it, and nothing else") {
    const test::Dir dir;
    const rpm::OpenPackage package(test::build_rich(dir));
    rpm::RawHeader header = package.parts.header;
    const auto verdict = [&](std::uint32_t where, TagType type, std::uint64_t size) -> std::string {
        header.put_numbers(where, type, {size});
        try {
            rpm::require_installed_size(header, package.files, "x.rpm");
        } catch (const report::Error& error) {
            return error.reason();
        }
        return {};
    };
    std::uint64_t links = 0;
    for (std::size_t row = 0; row < package.files.size(); ++row)
        if (package.files.is_link(row)) links += package.files.file_size(row);
    REQUIRE(links != 0);
    const std::uint64_t size = package.files.installed_size();
    CHECK(verdict(tag::size, TagType::int32, size) == "");
    CHECK(verdict(tag::size, TagType::int32, size - links) == "");
    CHECK(verdict(tag::size, TagType::int32, size + 1).ends_with("(SIZE)"));
    header.erase(tag::size);
    CHECK(verdict(tag::long_size, TagType::int64, size) == "");
    CHECK(verdict(tag::long_size, TagType::int64, size + 1).ends_with("(LONGSIZE)"));
}

TEST_CASE("hard links of a symbolic link count once, as rpm has them") {
    const test::Dir dir;
    std::string spec = test::sample_spec();
    const std::string link = "ln -s ../hello opt/sample/link\n";
    spec.insert(spec.find(link) + link.size(), "ln opt/sample/link opt/sample/another\n");
    spec += "/opt/sample/another\n";
    const rpm::OpenPackage package(test::build_rpm(dir, spec));
    CHECK_NOTHROW(rpm::verify_stated_sizes(package));
    const std::string version = package.parts.header.text(tag::rpm_version);
    if (rpm::compare_versions(version, "4.16") < 0)
        MESSAGE("rpm " << version << " does not count links at all: not compared");
    else
        CHECK(package.parts.header.number(tag::size) == package.files.installed_size());
}
