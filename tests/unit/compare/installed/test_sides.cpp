#include "lib/compare/installed/sides.hpp"

#include "lib/report/error.hpp"
#include "unit/compare/installed/root_fixture.hpp"

#include <doctest/doctest.h>

using namespace calpkg;

TEST_CASE("packages, their directories and roots are told apart") {
    const test::RootFixture f;
    f.shell("echo other >opt/sample/hello");
    const auto whole = compare::compare_sides(f.package(), f.package());
    CHECK(!whole.differs());
    for (const auto& packages : {f.package(), f.package().parent_path()}) {
        CHECK(compare::compare_sides(packages, f.root()).packages.front().after == "installed");
        CHECK(compare::compare_sides(f.root(), packages).packages.front().before == "installed");
    }
    CHECK(!compare::compare_sides(f.root(), f.root()).differs());
    const test::Dir empty;
    CHECK_THROWS_AS(compare::compare_sides(empty.path(), f.package()), report::Error);
}
