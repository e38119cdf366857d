#include "lib/report/error.hpp"
#include "lib/verify/download.hpp"
#include "lib/verify/verify.hpp"
#include "unit/verify/fixture.hpp"

#include <doctest/doctest.h>

using namespace calpkg;

namespace {

std::vector<verify::Verified> verified(const std::string& path) {
    static const verify::KeyRing none({});
    return verify::verify(
        path, {none, [](const std::string&) { return std::optional<layout::Target>(); }});
}

} // namespace

TEST_CASE(
    "a package, a published directory, and a directory of several are known by what they are") {
    const test::SmallRepository site;
    test::publish_small(site.dir().path() / "el7");
    CHECK(verified(site.package().string()).at(0).packages == 1);
    CHECK(verified(site.top().string() + "/").at(0).target == "el6");
    const auto both = verified(site.dir().path().string());
    REQUIRE(both.size() == 2);
    CHECK(both[1].path == site.dir().path().string() + "/el7");
    CHECK(verified("file://" + site.top().string()).at(0).packages == 2);
    CHECK_THROWS_WITH_AS(verified(site.at("noarch").string()),
                         doctest::Contains("holds no published directory"), report::Error);
    CHECK_THROWS_AS(verified(site.at("none").string()), report::Error);
}

TEST_CASE("addresses of files become paths, others are addresses") {
    CHECK(verify::path_of_address("file:///a%20b/c%2B+") == "/a b/c++");
    CHECK(verify::path_of_address("file://localhost/a") == "/a");
    CHECK(verify::path_of_address("https://example.org/a").empty());
    CHECK_THROWS_AS(verify::path_of_address("file://host/a"), report::Error);
    CHECK(verify::is_address("http://localhost/"));
    CHECK_FALSE(verify::is_address("out/el6"));
    CHECK_FALSE(verify::is_address("ftp://example.org/"));
}
