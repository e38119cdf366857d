#include "lib/report/error.hpp"
#include "lib/tar/input.hpp"
#include "support/judges.hpp"

#include <doctest/doctest.h>

using namespace calpkg;
using doctest::Contains;

namespace {

/// Two files, packed by GNU tar.
std::filesystem::path packed(const test::Dir& dir) {
    dir.write("one", std::string(3000, '1'));
    dir.write("two", "2");
    const std::filesystem::path archive = dir.path() / "a.tar";
    test::output_of({"tar", "-C", dir.path().string(), "-cf", archive.string(), "one", "two"});
    return archive;
}

} // namespace

TEST_CASE("what is not read of a member is passed over") {
    const test::Dir dir;
    tar::TarInput input(packed(dir));
    REQUIRE(input.next());
    char piece[100];
    CHECK(input.read(piece, sizeof piece) == sizeof piece);
    REQUIRE(input.next());
    CHECK(input.member().name == "two");
    CHECK(input.read(piece, sizeof piece) == 1);
    CHECK(piece[0] == '2');
    CHECK(input.read(piece, sizeof piece) == 0);
    CHECK_FALSE(input.next());
}

TEST_CASE("an error about a member names archive and member") {
    const test::Dir dir;
    tar::TarInput input(packed(dir));
    REQUIRE(input.next());
    CHECK_THROWS_WITH_AS(input.fail("is wrong", "remove it"), Contains("a.tar: "), report::Error);
    CHECK_THROWS_WITH_AS(input.fail("is wrong", "remove it"), Contains("one"), report::Error);
    CHECK_THROWS_WITH_AS(input.fail("is wrong", "remove it"), Contains("; remove it"),
                         report::Error);
}

TEST_CASE("an archive that is not there is named") {
    CHECK_THROWS_WITH_AS(
        tar::TarInput("/nonexistent/a.tar"),
        "/nonexistent/a.tar: cannot open: No such file or directory; check its name",
        report::Error);
}
