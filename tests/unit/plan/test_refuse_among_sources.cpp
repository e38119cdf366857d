#include "lib/plan/refuse_among_sources.hpp"
#include "lib/report/error.hpp"
#include "support/support.hpp"

#include <doctest/doctest.h>

using namespace calpkg;

TEST_CASE("what is written may lie beside what is packed whole, not in it") {
    const test::Dir dir;
    dir.write("app/dist/index.html", "");
    const std::filesystem::path packed = dir.path() / "app/dist";
    const auto refuse = [&](const std::filesystem::path& out) {
        plan::refuse_among_sources(out, {packed}, "calamari-clients", "--out");
    };
    for (const std::filesystem::path out : {"app", "app/distant", "app/dist/..", "other"})
        CHECK_NOTHROW(refuse(dir.path() / out));
    std::filesystem::create_directory_symlink(packed, dir.path() / "link");
    for (const std::filesystem::path out : {"app/dist", "app/dist/new/deeper", "link/new"})
        CHECK_THROWS_WITH_AS(refuse(dir.path() / out),
                             doctest::Contains("all of which goes into calamari-clients; choose "
                                               "another --out"),
                             report::Error);
    CHECK_NOTHROW(plan::refuse_among_sources(packed, {}, "calamari-clients", "--out"));
}
