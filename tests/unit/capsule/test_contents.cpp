#include "lib/capsule/contents.hpp"
#include "lib/fs/file.hpp"
#include "lib/report/error.hpp"
#include "lib/tar/members.hpp"
#include "support/support.hpp"

#include <doctest/doctest.h>

using namespace calpkg;

TEST_CASE("a capsule depends on what it holds, and not on when and how it was collected") {
    const test::Dir dir;
    const auto program = dir.write("a/program", "run", 0700);
    const auto other = dir.write("b/other", "run", 0755);
    capsule::Contents one, two;
    one.add_file("bin/x", program);
    one.add_text("text", "t");
    one.add_text(capsule::kReadme, "r");
    two.add_text(capsule::kReadme, "r");
    two.add_text("text", "t");
    two.add_file("bin/x", other);
    std::filesystem::last_write_time(other, std::filesystem::file_time_type::min());
    capsule::write(one, dir.path() / "one.tar.gz");
    capsule::write(two, dir.path() / "two.tar.gz");
    CHECK(fs::read_file(dir.path() / "one.tar.gz") == fs::read_file(dir.path() / "two.tar.gz"));
    std::string names;
    for (const tar::Member& member : tar::list_members(dir.path() / "one.tar.gz"))
        names += member.name + (member.mode == 0755 ? "* " : " ");
    CHECK(names == "cal-pkg-capsule/README cal-pkg-capsule/bin/x* cal-pkg-capsule/text "
                   "cal-pkg-capsule/capsule.json ");
    CHECK(one.has_any_below("bin/"));
    CHECK_FALSE(one.has_any_below("binary/"));
}

TEST_CASE("what is no file is not packed, and neither are two files in one place") {
    const test::Dir dir;
    capsule::Contents contents;
    std::filesystem::create_symlink("x", dir.path() / "link");
    CHECK_THROWS_AS(contents.add_file("link", dir.path() / "link"), report::Error);
    CHECK_THROWS_AS(contents.add_file("none", dir.path() / "none"), report::Error);
    contents.add_file("x", dir.write("x", "1"));
    CHECK_THROWS_AS(contents.add_file("x", dir.write("y", "1")), report::Error);
    std::filesystem::remove(dir.path() / "x"); // goes away before it is written
    CHECK_THROWS_AS(capsule::write(contents, dir.path() / "out"), report::Error);
    CHECK_FALSE(std::filesystem::exists(dir.path() / "out"));
}
