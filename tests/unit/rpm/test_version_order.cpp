#include "lib/report/error.hpp"
#include "lib/rpm/version_order.hpp"
#include "support/support.hpp"

#include <doctest/doctest.h>

using namespace calpkg;
using rpm::compare_versions;

TEST_CASE("versions sort as rpm sorts them, release candidates and commit counts included") {
    CHECK(compare_versions("1.3-rc_46_gabcdef0", "1.3-0") < 0);
    CHECK(compare_versions("1.3-0", "1.3-46_gabcdef0") < 0);
    CHECK(compare_versions("1.3-rc_46_gabcdef0", "1.3-rc1") > 0);
    CHECK(compare_versions("1.2.3-5_gabcdef0", "1.2.3.1-0") < 0);
    CHECK(compare_versions("1.2-10", "1.2-9") > 0);
    CHECK(compare_versions("1.2-12_ge16f809", "1.2-12_ge16f809") == 0);
}

TEST_CASE("rpm's own command gives the same order") {
    const std::vector<std::string> versions = {
        "1.2",      "1.2-0",     "1.2-rc2",   "1.2-rc2_49_g3e", "1.2.3-5_g",
        "1.2.10-1", "1.3-0.el6", "1.3-0.el7", "3.4.67-0",       "1.3-0.dirty0"};
    for (const std::string& a : versions)
        for (const std::string& b : versions) {
            const process::Result judge =
                test::run({"rpm", "--eval", "%{lua:print(rpm.vercmp('" + a + "','" + b + "'))}"});
            REQUIRE(judge.ok());
            CAPTURE(a);
            CAPTURE(b);
            CHECK(std::to_string(compare_versions(a, b)) + "\n" == judge.out);
        }
}

TEST_CASE(
    "an epoch comes first, and no epoch is 0") { // of which the command of rpm 4.14 knows nothing
    CHECK(compare_versions("1:1.0-1", "1.3-0") > 0);
    CHECK(compare_versions("0:1.3-0", "1.3-0") == 0);
    CHECK(compare_versions(":1.3-0", "1.3-0") == 0);
}

TEST_CASE("an empty version cannot be compared") {
    CHECK_THROWS_WITH_AS(compare_versions("1.2-3", ""), doctest::Contains("rpm can compare"),
                         report::Error);
}
