#include "lib/plan/sources.hpp"

#include "lib/report/error.hpp"
#include "support/support.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace calpkg;

TEST_CASE(
    "without a checkout a component's files are those beside its layout, whatever their mode") {
    const test::Dir dir;
    dir.write("minion/b/run", "#!/bin/sh\n", 0755);
    dir.write("minion/a.conf", "", 0600);
    const plan::Sources sources(dir.path() / "minion");
    REQUIRE(sources.files().size() == 2);
    CHECK(sources.files()[0].path == "a.conf");
    CHECK(sources.files()[1].path == "b/run");
    CHECK(sources.files()[0].mode == 0100644);
    CHECK(sources.files()[1].mode == 0100644);
    CHECK(sources.has("b"));
    CHECK(!sources.has("c"));
    const auto none = [](const std::string&) { return false; };
    CHECK(sources.below("b", none).own.size() == 1);
    CHECK(sources.below(".", none).own.size() == 2);
}

TEST_CASE("a component of texts alone needs no directory; a link in one is refused") {
    const test::Dir dir;
    CHECK(plan::Sources(dir.path() / "nothing").files().empty());
    dir.write("minion/a.conf", "");
    std::filesystem::create_symlink("/etc/passwd", dir.path() / "minion/link");
    CHECK_THROWS_WITH_AS(plan::Sources(dir.path() / "minion"),
                         doctest::Contains("minion/link: is not a regular file"), report::Error);
}
