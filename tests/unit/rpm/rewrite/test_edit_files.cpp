#include "lib/report/error.hpp"
#include "lib/rpm/format/package_parts.hpp"
#include "lib/rpm/format/payload_walk.hpp"
#include "lib/rpm/format/tags.hpp"
#include "lib/rpm/rewrite/edit_files.hpp"
#include "support/rewrite_fixture.hpp"

#include <doctest/doctest.h>

using namespace calpkg;
namespace tag = rpm::tag;

namespace {

constexpr std::int64_t kNow = 1500000000;

rpm::EditedFiles edited(const rpm::FileTable& files, const rpm::PackageEdit& edit) {
    return rpm::edit_files(files, edit, hash::Algorithm::sha256, kNow, "x.rpm");
}

} // namespace

TEST_CASE("a file that is written gets size and digest, and keeps the rest, its time too") {
    const test::Dir dir;
    const rpm::FileTable before = rpm::OpenPackage(test::build_rich(dir)).files;
    const rpm::EditedFiles after = edited(before, {.write = {{test::kEgg, {"new", {}}}}});
    CHECK(after.added.empty());
    const std::size_t row = before.find(test::kEgg).value();
    CHECK(after.files.file_size(row) == 3);
    CHECK(after.files.text(row, tag::file_digest) == hash::sha256("new"));
    CHECK(after.files.number(row, tag::file_mtime) == before.number(row, tag::file_mtime));
    CHECK(
        edited(before, {.write = {{test::kEgg, {"new", 7}}}}).files.number(row, tag::file_mtime) ==
        7);
}

TEST_CASE("a file that is added is like its neighbours, and so is a directory that it needs") {
    const test::Dir dir;
    const rpm::FileTable before = rpm::OpenPackage(test::build_rich(dir)).files;
    const std::string path = std::string(test::kTree) + "/pkg/new/module.py";
    const rpm::EditedFiles after = edited(before, {.write = {{path, {"new", {}}}}});
    CHECK(after.added == std::set<std::string>{path, std::string(test::kTree) + "/pkg/new"});
    const std::size_t row = after.files.find(path).value();
    const std::size_t like = after.files.find(std::string(test::kTree) + "/pkg/urls.py").value();
    CHECK(after.files.number(row, tag::file_mode) == after.files.number(like, tag::file_mode));
    CHECK(after.files.number(row, tag::file_mtime) == std::uint64_t{kNow});
    CHECK(after.files.number(row, tag::file_inode) != after.files.number(like, tag::file_inode));
}

TEST_CASE("a hard link that is written leaves its set") {
    const test::Dir dir;
    const rpm::FileTable before = rpm::OpenPackage(test::build_rich(dir)).files;
    const auto after = edited(before, {.write = {{"/opt/calamari/two", {"2", {}}}}}).files;
    const auto set_of = [&](const char* path) { return after.link_set(after.find(path).value()); };
    CHECK(set_of("/opt/calamari/one") == set_of("/opt/calamari/zzz"));
    CHECK(set_of("/opt/calamari/two") != set_of("/opt/calamari/one"));
}

TEST_CASE("what cannot be edited so is refused by the package's and the file's name") {
    const test::Dir dir;
    const rpm::FileTable before = rpm::OpenPackage(test::build_rich(dir)).files;
    CHECK_THROWS_WITH_AS(edited(before, {.write = {{"/opt/calamari/link", {"", {}}}}}),
                         doctest::Contains("x.rpm: /opt/calamari/link in it has no content"),
                         report::Error);
    CHECK_THROWS_WITH_AS(edited(before, {.remove = {"/gone"}}),
                         doctest::Contains("x.rpm: /gone in it is not there to remove"),
                         report::Error);
}
