#include "lib/fs/file.hpp"
#include "lib/report/error.hpp"
#include "lib/rpm/format/file_table.hpp"
#include "lib/rpm/format/package_parts.hpp"
#include "lib/rpm/format/raw_header.hpp"
#include "lib/rpm/format/tags.hpp"
#include "support/rewrite_fixture.hpp"

#include <doctest/doctest.h>

using namespace calpkg;
using rpm::RawHeader;
using rpm::TagType;

namespace {

RawHeader parse(const std::string& blob) {
    return RawHeader::parse(blob, rpm::kImmutableRegion, "x.rpm");
}

RawHeader tiny() {
    RawHeader header;
    header.put_strings(1000, TagType::string, {"tiny"});
    header.put_numbers(1028, TagType::int32, {1, 0xffffffff});
    header.put_strings(1117, TagType::string_array, {"a", "", "c"});
    header.put_numbers(5008, TagType::int64, {0x100000000});
    return header;
}

std::string with(std::string blob, std::size_t at, const std::string& bytes) {
    return blob.replace(at, bytes.size(), bytes);
}

} // namespace

TEST_CASE("a header that rpm wrote comes out of parsing and serializing byte for byte") {
    const test::Dir dir;
    const auto package = test::build_rich(dir);
    const std::string file = fs::read_file(package);
    const rpm::OpenPackage open(package);
    const std::string signature = open.parts.signature.serialize(rpm::kSignatureRegion);
    const std::string header = open.parts.header.serialize(rpm::kImmutableRegion);
    CHECK(file.substr(rpm::kLeadSize, signature.size()) == signature);
    CHECK(file.substr(open.parts.payload_offset - header.size(), header.size()) == header);
}

TEST_CASE("a file list taken apart and put together again is the same header") {
    const test::Dir dir;
    const rpm::OpenPackage open(test::build_rich(dir));
    RawHeader header = open.parts.header;
    rpm::FileTable(header, "x.rpm").store(header);
    CHECK(header.serialize(rpm::kImmutableRegion) ==
          open.parts.header.serialize(rpm::kImmutableRegion));
}

TEST_CASE("values of a header are read by their type") {
    const RawHeader header = parse(tiny().serialize(rpm::kImmutableRegion));
    CHECK(header.text(1000) == "tiny");
    CHECK(header.numbers(1028) == std::vector<std::uint64_t>{1, 0xffffffff});
    CHECK(header.strings(1117) == std::vector<std::string>{"a", "", "c"});
    CHECK(header.number(5008) == 0x100000000);
    CHECK(header.text(9999) == "");
    CHECK(header.numbers(1000).empty());
    CHECK(header.strings(1028).empty());
}

TEST_CASE("a new tag comes where its number belongs, a replaced one stays where it is") {
    RawHeader header = tiny();
    header.put_strings(1002, TagType::string, {"2"});
    header.put_strings(1000, TagType::string, {"other"});
    std::vector<std::uint32_t> tags;
    for (const rpm::TagData& data : header.entries()) tags.push_back(data.tag);
    CHECK(tags == std::vector<std::uint32_t>{1000, 1002, 1028, 1117, 5008});
    CHECK(header.text(1000) == "other");
    CHECK(header.erase(1002));
    CHECK_FALSE(header.erase(1002));
}

TEST_CASE("bytes that copies share change in one of them alone") {
    rpm::SharedBytes one("abc");
    const rpm::SharedBytes other = one;
    CHECK(&one.get() == &other.get());
    one.own() += 'd';
    CHECK(one.get() == "abcd");
    CHECK(other.get() == "abc");
}

TEST_CASE("a header that does not fit together is refused") {
    const std::string blob = tiny().serialize(rpm::kImmutableRegion);
    CHECK_NOTHROW(parse(blob));
    const std::size_t index = 16, first = index + 16; // the region's entry, the first tag's
    const auto refused = [](const std::string& damaged) {
        CHECK_THROWS_WITH_AS(parse(damaged), doctest::Contains("x.rpm: is not a sound RPM"),
                             report::Error);
    };
    for (std::size_t size = 0; size < blob.size(); ++size) refused(blob.substr(0, size));
    refused(blob + "x");
    refused(with(blob, 0, "\x8f"));
    refused(with(blob, 8, rpm::big_endian(0, 4)));           // no entries
    refused(with(blob, 8, rpm::big_endian(0x7fffffff, 4)));  // more than there are
    refused(with(blob, 12, rpm::big_endian(0xffffffff, 4))); // more data than there is
    refused(with(blob, index, rpm::big_endian(64, 4)));      // another region
    refused(with(blob, index + 8, rpm::big_endian(0xfffffff0, 4)));
    refused(with(blob, blob.size() - 16, rpm::big_endian(64, 4)));
    refused(with(blob, blob.size() - 8, rpm::big_endian(16, 4))); // a region that begins nowhere
    refused(with(blob, first + 4, rpm::big_endian(10, 4)));       // a type that does not exist
    refused(with(blob, first + 8, rpm::big_endian(0xfffffff0, 4)));
    refused(with(blob, first + 12, rpm::big_endian(0xffffffff, 4)));
    refused(with(blob, first + 16, rpm::big_endian(1000, 4))); // a tag that stands there twice
    refused(with(blob, first + 32 + 12, rpm::big_endian(2000, 4)));
}

TEST_CASE("tags that lie over each other are refused: they could make a small file large") {
    RawHeader header;
    for (std::uint32_t tag = 1000; tag < 1100; ++tag)
        header.put_strings(tag, TagType::string, {std::string(50, 'x')});
    std::string blob = header.serialize(rpm::kImmutableRegion);
    for (std::size_t i = 2; i <= 100; ++i) blob.replace(16 + 16 * i + 8, 4, rpm::big_endian(0, 4));
    blob.replace(16 + 16 + 12, 4, rpm::big_endian(3, 4));
    CHECK_THROWS_WITH_AS(parse(blob), doctest::Contains("overlap"), report::Error);
}
