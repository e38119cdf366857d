#include "lib/report/error.hpp"
#include "lib/rpm/canonical/canonical_headers.hpp"
#include "lib/rpm/format/tags.hpp"
#include "support/canonical_fixture.hpp"

#include <doctest/doctest.h>

using namespace calpkg;
namespace tag = rpm::tag;

namespace {

const rpm::Compression kGzip6{"gzip", "6"};

rpm::PlannedHeaders planned(const std::filesystem::path& package) {
    return rpm::plan_canonical(rpm::OpenPackage(package), kGzip6, {});
}

/// The package with all of these tags: where rpmbuild writes one not yet (before 4.18), it gets one.
rpm::OpenPackage with_tags(const std::filesystem::path& package,
                           const std::vector<std::uint32_t>& tags) {
    rpm::OpenPackage open(package);
    for (const std::uint32_t wanted : tags) {
        if (open.parts.header.has(wanted)) continue;
        MESSAGE("rpm " << open.parts.header.text(tag::rpm_version) << " writes no tag " << wanted
                       << ": it is put in");
        open.parts.header.put_strings(wanted, rpm::TagType::string_array, {"of a newer rpm"});
    }
    return open;
}

} // namespace

TEST_CASE("what tells of rpmbuild, libmagic and the run goes from a binary package") {
    const test::Dir dir;
    const auto package = test::build_rich(dir, "w.ufdio", {"_buildhost h"});
    const std::vector<std::uint32_t> gone{tag::file_class, tag::class_dictionary,
                                          tag::payload_digest_alt};
    const rpm::OpenPackage open = with_tags(package, gone);
    const rpm::RawHeader& before = open.parts.header;
    const rpm::PlannedHeaders made = rpm::plan_canonical(open, kGzip6, {});
    for (const std::uint32_t one : gone) {
        CAPTURE(one);
        CHECK_FALSE(made.header.has(one));
    }
    CHECK(made.header.text(tag::rpm_version) == "4.18.0");
    CHECK(made.header.text(tag::payload_compressor) == "gzip");
    CHECK(made.header.text(tag::payload_flags) == "6");
    CHECK(made.header.has(tag::payload_digest));
    CHECK(made.header.strings(tag::provide_name) == before.strings(tag::provide_name));
    CHECK(made.header.strings(tag::file_digest) == before.strings(tag::file_digest));
}

TEST_CASE(
    "a source package loses its spec's text and its own provides, and has its sources sorted") {
    const test::Dir dir;
    const test::Pair pair = test::build_pair(dir);
    const std::vector<std::uint32_t> gone{tag::spec, tag::cookie, tag::provide_name,
                                          tag::provide_version, tag::provide_flags};
    const rpm::RawHeader after =
        rpm::plan_canonical(with_tags(pair.source, gone), kGzip6, {}).header;
    for (const std::uint32_t one : gone) {
        CAPTURE(one);
        CHECK_FALSE(after.has(one));
    }
    CHECK(after.strings(tag::source) == std::vector<std::string>{"another", "one"});
    CHECK(after.strings(tag::patch) == std::vector<std::string>{"a.patch"});
    CHECK(rpm::is_source(after));
    CHECK_FALSE(rpm::is_source(test::header_of(pair.binary)));
}

TEST_CASE("the order of sources, the lead's numbers and the rpm that built it do not matter") {
    const test::Dir dir;
    const test::Pair pair = test::build_pair(dir);
    const rpm::PlannedHeaders reference = planned(pair.source);
    rpm::OpenPackage other(pair.source);
    rpm::RawHeader& header = other.parts.header;
    header.put_strings(tag::source, rpm::TagType::string_array, {"one", "another"});
    header.put_strings(tag::rpm_version, rpm::TagType::string, {"6.0.2"});
    other.parts.lead.replace(8, 2, std::string(2, '\0'));
    other.parts.lead.replace(76, 2, std::string(2, '\0'));
    for (const std::uint32_t old_rpm_has_none : {tag::spec, tag::payload_digest_alt})
        header.erase(old_rpm_has_none);
    const rpm::PlannedHeaders made = rpm::plan_canonical(other, kGzip6, {});
    CHECK(made.header.entries() == reference.header.entries());
    CHECK(made.lead == reference.lead);
}

TEST_CASE("a ghost has the time of the build") {
    const test::Dir dir;
    const auto package = test::build_rich(dir);
    const rpm::PlannedHeaders made = planned(package);
    const std::size_t ghost = *made.files.find("/var/log/sample.log");
    const std::size_t file = *made.files.find("/etc/sample.conf");
    CHECK(made.files.number(ghost, tag::file_mtime) == 1404216000);
    CHECK(made.files.number(file, tag::file_mtime) == 1404215000);
    CHECK(rpm::OpenPackage(package).files.number(ghost, tag::file_mtime) == 1404215000);
}

TEST_CASE("signatures go, and the room for them is what an unsigned package has") {
    const test::Dir dir;
    const auto package = test::build_rich(dir);
    rpm::OpenPackage signed_one(package);
    const rpm::RawHeader before = signed_one.parts.signature;
    signed_one.parts.signature.put({268, rpm::TagType::binary, 9, "signature"});
    signed_one.parts.signature.put(
        {tag::seal::reserved_space, rpm::TagType::binary, 40, std::string(40, '\0')});
    const rpm::PlannedHeaders made = rpm::plan_canonical(signed_one, kGzip6, {});
    CHECK(made.signature.entries() == before.entries());
}

TEST_CASE("the source package's id is put in last, and dropped where it is not known") {
    const test::Dir dir;
    const test::Pair pair = test::build_pair(dir);
    CHECK(test::header_of(pair.binary).has(tag::source_package_id));
    CHECK_FALSE(planned(pair.binary).header.has(tag::source_package_id));
    const rpm::PlannedHeaders made = rpm::plan_canonical(
        rpm::OpenPackage(pair.binary), kGzip6, [] { return std::string("0123456789abcdef"); });
    rpm::RawHeader header = made.header;
    CHECK(header.find(tag::source_package_id)->bytes.get() == std::string(16, '\0'));
    made.complete(header);
    CHECK(header.find(tag::source_package_id)->bytes.get() == "0123456789abcdef");
}

TEST_CASE("what would need other requirements of rpm, and format 6, are refused") {
    const test::Dir dir;
    rpm::OpenPackage package(test::build_rich(dir, "w2.xzdio"));
    CHECK_THROWS_WITH_AS(rpm::plan_canonical(package, kGzip6, {}),
                         doctest::Contains("is compressed by xz; compressed by gzip it would "
                                           "require something else of rpm"),
                         report::Error);
    CHECK_NOTHROW(rpm::plan_canonical(package, {"xz", "6"}, {}));
    package.parts.header.put_numbers(tag::rpm_format, rpm::TagType::int32, {6});
    CHECK_THROWS_WITH_AS(rpm::plan_canonical(package, {"xz", "6"}, {}),
                         doctest::Contains("is a package of rpm's format 6"), report::Error);
}
