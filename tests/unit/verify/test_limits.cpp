#include "lib/rpm/format/tags.hpp"
#include "lib/verify/limits.hpp"
#include "unit/verify/fixture.hpp"

#include <doctest/doctest.h>

using namespace calpkg;
namespace tag = calpkg::rpm::tag;

namespace {

layout::Target el6() {
    layout::Target target;
    target.name = "el6";
    target.rpm = "4.8.1";
    target.payload = target.source_payload = "w6.gzdio";
    target.rpmlib = {"CompressedFileNames", "PayloadFilesHavePrefix", "FileDigests", "PayloadIsXz"};
    target.header_limit = 16777215;
    return target;
}

verify::PackageFacts facts() {
    const test::SmallRepository site;
    return *verify::examine_package(site.package(), "p").facts;
}

} // namespace

TEST_CASE("what the target's rpm reads is no finding") {
    CHECK(test::text_of(verify::limits(facts(), el6(), true, "p")) == "");
}

TEST_CASE("payload, features, header size and digests are held against the target") {
    verify::PackageFacts package = facts();
    package.header.put_strings(tag::payload_compressor, rpm::TagType::string, {"xz"});
    CHECK(test::ids_of(verify::limits(package, el6(), true, "p")) == "payload-not-accepted");
    CHECK(test::ids_of(verify::limits(package, el6(), false, "p")) == ""); // others' may
    package = facts();
    package.header.put_strings(1049, rpm::TagType::string_array, {"rpmlib(PayloadIsZstd)"});
    CHECK(test::ids_of(verify::limits(package, el6(), true, "p")) == "rpmlib-not-accepted");
    package = facts();
    package.header_end = package.header_begin + 16777216;
    CHECK(test::ids_of(verify::limits(package, el6(), true, "p")) == "too-large-header");
    package = facts();
    package.header.put_numbers(tag::file_digest_hash, rpm::TagType::int32, {11});
    CHECK(test::ids_of(verify::limits(package, el6(), true, "p")) == "digest-not-accepted");
}
