#include "lib/report/error.hpp"
#include "lib/rpm/format/package_parts.hpp"
#include "lib/rpm/format/tags.hpp"
#include "lib/rpm/rewrite/rewrite_tags.hpp"
#include "support/rewrite_fixture.hpp"

#include <doctest/doctest.h>

using namespace calpkg;
using rpm::RawHeader;
using rpm::TagType;
namespace tag = rpm::tag;

TEST_CASE("an entry is from one second after the build, or as it says, and never before the last") {
    RawHeader header;
    header.put_numbers(tag::build_time, TagType::int32, {1000});
    CHECK(rpm::entry_time(header, {}) == 1001);
    CHECK(rpm::entry_time(header, {.changelog_time = 5}) == 5);
    header.put_numbers(tag::changelog_time, TagType::int32, {2000, 1500});
    CHECK(rpm::entry_time(header, {}) == 2000);
    CHECK(rpm::entry_time(header, {.changelog_time = 5}) == 2000);
    CHECK(rpm::entry_time(header, {.changelog_time = 3000}) == 3000);
}

TEST_CASE("release, Provides, changelog and file list are edited together") {
    const test::Dir dir;
    const rpm::OpenPackage package(test::build_rich(dir));
    RawHeader header = package.parts.header;
    rpm::FileTable after = package.files;
    const std::size_t egg = after.find(test::kEgg).value();
    after.set_file_size(egg, after.file_size(egg) + 100);
    rpm::edit_tags(header, test::edit_of_egg(), 1500000000, package.files, after, "x.rpm");
    CHECK(header.text(tag::release) == "3_gabc.el6.1");
    CHECK(header.number(tag::size) == package.parts.header.number(tag::size) + 100);
    CHECK(header.strings(tag::changelog_text).front() ==
          "- Repair settings.py\n- and nothing else");
    CHECK(header.strings(tag::changelog_name).front() == "cal-pkg - 1.2-3_gabc.el6.1");
    CHECK(header.numbers(tag::changelog_time).front() == 1500000000);
    CHECK(rpm::FileTable(header, "x.rpm").file_size(egg) == after.file_size(egg));
}

TEST_CASE("a tag that could be one of the files' is refused when files come or go") {
    const test::Dir dir;
    const rpm::OpenPackage package(test::build_rich(dir));
    RawHeader header = package.parts.header;
    header.put_numbers(1234567, TagType::int32,
                       std::vector<std::uint64_t>(package.files.size(), 1));
    rpm::FileTable after = package.files;
    CHECK_NOTHROW(rpm::check_unknown_file_tags(header, package.files, after, "x.rpm"));
    after.remove(0);
    CHECK_THROWS_WITH_AS(rpm::check_unknown_file_tags(header, package.files, after, "x.rpm"),
                         doctest::Contains("x.rpm: has a tag, 1234567, that the installed librpm"),
                         report::Error);
}

TEST_CASE("digests and size of the payload go where the header has them") {
    RawHeader header;
    rpm::put_payload_tags(header, "d", "a", 7);
    CHECK(header.entries().empty());
    header.put_strings(tag::payload_digest, TagType::string_array, {"old"});
    header.put_numbers(tag::archive_size, TagType::int32, {100});
    rpm::put_payload_tags(header, "d", "a", -7);
    CHECK(header.text(tag::payload_digest) == "d");
    CHECK_FALSE(header.has(tag::payload_digest_alt));
    CHECK(header.number(tag::archive_size) == 93);
}

TEST_CASE("the lead's name ends with a NUL, however long the package's is") {
    RawHeader header;
    const std::string lead(96, 'l');
    for (const std::string& name : {std::string("short"), std::string(100, 'n')}) {
        header.put_strings(tag::name, TagType::string, {name});
        header.put_strings(tag::version, TagType::string, {"1"});
        header.put_strings(tag::release, TagType::string, {"2"});
        const std::string made = rpm::renamed_lead(lead, header);
        CHECK(made.size() == lead.size());
        CHECK(made.substr(0, 10) == lead.substr(0, 10));
        CHECK(made.substr(10).starts_with((name + "-1-2").substr(0, 65)));
        CHECK(made[75] == '\0');
        CHECK(made.substr(76) == lead.substr(76));
    }
}
