#include "lib/report/error.hpp"
#include "lib/rpm/format/file_table.hpp"
#include "lib/rpm/format/package_parts.hpp"
#include "lib/rpm/format/tags.hpp"
#include "support/rewrite_fixture.hpp"

#include <doctest/doctest.h>

using namespace calpkg;
using rpm::FileTable;
using rpm::RawHeader;
using rpm::TagType;

TEST_CASE("a package's files are told with the kind, size and digest that rpm tells") {
    const test::Dir dir;
    const auto package = test::build_rich(dir);
    const FileTable files = rpm::OpenPackage(package).files;
    const auto egg = files.find(test::kEgg);
    REQUIRE(egg);
    CHECK(files.is_regular(*egg));
    CHECK(files.file_size(*egg) == std::string(test::kEggContent).size());
    CHECK(test::query(package, "[%{FILENAMES} %{FILEDIGESTS};]")
              .find(std::string(test::kEgg) + " " + files.text(*egg, rpm::tag::file_digest)) !=
          std::string::npos);
    CHECK(files.is_directory(files.find("/opt/calamari/site").value()));
    CHECK(files.is_link(files.find("/opt/calamari/link").value()));
    CHECK(files.is_ghost(files.find("/var/log/sample.log").value()));
    CHECK_FALSE(files.find("/opt/calamari/gone"));
    // Before 4.16 rpm does not count where links lead.
    const std::string rpmbuild = test::query(package, "%{RPMVERSION}");
    if (!rpmbuild.starts_with("4.14.") && !rpmbuild.starts_with("4.15."))
        CHECK(std::to_string(files.installed_size()) == test::query(package, "%{SIZE}"));
}

TEST_CASE("rows come and go in all columns, and the header takes them") {
    const test::Dir dir;
    RawHeader header = rpm::OpenPackage(test::build_rich(dir)).parts.header;
    FileTable files(header, "x.rpm");
    const std::size_t size = files.size();
    const std::uint64_t inode = files.unused_inode();
    const std::size_t row = files.insert("/opt/calamari/new", files.find(test::kEgg).value());
    CHECK(files.path(row) == "/opt/calamari/new");
    CHECK(files.path(row - 1) < files.path(row));
    CHECK(files.path(row) < files.path(row + 1));
    files.set_number(row, rpm::tag::file_inode, inode);
    files.set_file_size(row, 7);
    files.set_text(row, rpm::tag::file_digest, "d");
    files.remove(files.find("/var/log/sample.log").value()); // alone in its directory
    files.store(header);
    const FileTable again(header, "x.rpm");
    CHECK(again.size() == size);
    const std::size_t found = again.find("/opt/calamari/new").value();
    CHECK(again.file_size(found) == 7);
    CHECK(again.text(found, rpm::tag::file_digest) == "d");
    const FileTable before(rpm::OpenPackage(test::build_rich(dir)).parts.header, "x.rpm");
    for (std::size_t old = 0; old < before.size(); ++old) {
        const auto same = again.find(before.path(old));
        if (same)
            CHECK(again.text(*same, rpm::tag::file_digest) ==
                  before.text(old, rpm::tag::file_digest));
    }
    CHECK(again.number(found, rpm::tag::file_inode) == inode);
    CHECK_FALSE(again.find("/var/log/sample.log"));
    for (const std::string& name : header.strings(rpm::tag::dir_name)) CHECK(name != "/var/log/");
}

TEST_CASE("a file list whose columns differ in length is refused") {
    const test::Dir dir;
    const rpm::OpenPackage open(test::build_rich(dir));
    for (const std::uint32_t tag : {rpm::tag::file_size, rpm::tag::file_digest, rpm::tag::dir_index,
                                    rpm::tag::base_name, rpm::tag::file_caps}) {
        CAPTURE(tag);
        RawHeader header = open.parts.header;
        if (header.numbers(tag).empty())
            header.put_strings(tag, TagType::string_array, {"one"});
        else
            header.put_numbers(tag, TagType::int32, {0});
        CHECK_THROWS_AS(rpm::FileTable(header, "x.rpm"), report::Error);
    }
    RawHeader header = open.parts.header;
    header.put_strings(rpm::tag::dir_name, TagType::string_array, {"/"});
    CHECK_THROWS_WITH_AS(rpm::FileTable(header, "x.rpm"), doctest::Contains("file list"),
                         report::Error);
}

TEST_CASE("more FILEDEPENDSX than files, as in packages with hard links of rpm's own tests, are no "
          "damage") {
    const test::Dir dir;
    RawHeader header = rpm::OpenPackage(test::build_rich(dir)).parts.header;
    std::vector<std::uint64_t> begins = header.numbers(rpm::tag::file_depends_x);
    const std::size_t size = rpm::FileTable(header, "x.rpm").size();
    begins.resize(size, 0);
    begins.back() = 3;
    header.put_numbers(rpm::tag::file_depends_x, TagType::int32, begins);
    begins.push_back(7);
    RawHeader longer = header;
    longer.put_numbers(rpm::tag::file_depends_x, TagType::int32, begins);
    const FileTable files(longer, "x.rpm");
    CHECK(files.size() == size);
    CHECK(files.number(size - 1, rpm::tag::file_depends_x) == 3);
    files.store(longer);
    CHECK(longer.numbers(rpm::tag::file_depends_x) == header.numbers(rpm::tag::file_depends_x));
}

TEST_CASE("a file list with the same path twice is refused") {
    const test::Dir dir;
    RawHeader header = rpm::OpenPackage(test::build_rich(dir)).parts.header;
    std::vector<std::string> names = header.strings(rpm::tag::base_name);
    const std::vector<std::uint64_t> indexes = header.numbers(rpm::tag::dir_index);
    for (std::size_t row = 1; row < names.size(); ++row)
        if (indexes[row] == indexes[row - 1]) names[row] = names[row - 1];
    header.put_strings(rpm::tag::base_name, TagType::string_array, names);
    CHECK_THROWS_WITH_AS(rpm::FileTable(header, "x.rpm"), doctest::Contains("twice"),
                         report::Error);
}
