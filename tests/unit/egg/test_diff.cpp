#include "lib/egg/diff.hpp"

#include "support/zip_fixture.hpp"

#include <doctest/doctest.h>

using namespace calpkg;

TEST_CASE("eggs are compared member by member, in whatever order and form they are") {
    const auto before = egg::Egg::open_bytes(
        test::make_zip({{"same.py", "1\n"}, {"gone.py", "1\n"}, {"data", std::string(3, '\0')}}),
        "x.egg");
    egg::Member same, added, data, empty;
    same.name = "same.py";
    added.name = "new.py";
    data.name = "data";
    empty.name = "empty.py";
    const auto after = egg::Egg::open_files(
        {{same, "1\n"}, {added, "2\n"}, {data, "text\n"}, {empty, ""}}, "y.egg");
    const auto found = egg::diff(*before, *after);
    REQUIRE(found.size() == 4);
    CHECK(egg::to_text(found) == "Binary files a/data and b/data differ\n"
                                 "Only in b: empty.py\n"
                                 "--- a/gone.py\n+++ /dev/null\n@@ -1 +0,0 @@\n-1\n"
                                 "--- /dev/null\n+++ b/new.py\n@@ -0,0 +1 @@\n+2\n");
    CHECK(found[0].kind == egg::Difference::Kind::changed);
    CHECK_FALSE(found[0].text);
    const auto python =
        egg::diff(*before, *after, [](const std::string& member) { return member == "gone.py"; });
    CHECK(python.size() == 1);
}

TEST_CASE("names are shown as a terminal may have them") {
    const auto before = egg::Egg::open_bytes(
        test::make_zip({{"a\x1b.py", "1\n"}, {"b\x1b", std::string(1, '\0')}}), "x.egg");
    const auto after = egg::Egg::open_bytes(test::make_zip({{"a\x1b.py", "2\n"}}), "x.egg");
    const std::string text = egg::to_text(egg::diff(*before, *after));
    CHECK(text == "--- a/a\\x1b.py\n+++ b/a\\x1b.py\n@@ -1 +1 @@\n-1\n+2\nOnly in a: b\\x1b\n");
}

TEST_CASE("of members named one that cannot be read before has changed; others are not looked at") {
    const auto before = egg::Egg::open_bytes(
        test::make_zip({{.name = "bad.py", .content = "1\n", .crc_error = 1},
                        {.name = "gone.py", .content = "1\n", .method = 12},
                        {.name = "same.py", .content = "1\n"},
                        {.name = "worse.py", .content = "1\n", .crc_error = 1}}),
        "x.egg");
    const auto after =
        egg::Egg::open_bytes(test::make_zip({{"bad.py", "1\n"}, {"new.py", ""}}), "x.egg");
    const auto found =
        egg::diff(*before, *after, std::set<std::string>{"bad.py", "gone.py", "new.py"});
    CHECK(egg::to_text(found) == "Binary files a/bad.py and b/bad.py differ\n"
                                 "Only in a: gone.py\nOnly in b: new.py\n");
}
