#include "lib/report/error.hpp"
#include "lib/stage/link.hpp"

#include <doctest/doctest.h>

using namespace calpkg;

namespace {

void check(const std::string& target) {
    stage::check_link("checkout/link", "/opt/app/lib/link", target, "/opt/app");
}

} // namespace

TEST_CASE("a staged link may lead anywhere in its tree, whether or not something is there") {
    for (const std::string target : {"x", "../bin/x", "..", "../../app/x", "."}) {
        CAPTURE(target);
        CHECK_NOTHROW(check(target));
    }
}

TEST_CASE("a staged link that leaves its tree is refused, and told with what it leads to") {
    for (const std::string target : {"../../x", "../../../etc/passwd", "a/../../../other"}) {
        CAPTURE(target);
        CHECK_THROWS_WITH_AS(check(target), doctest::Contains("leaves the tree"), report::Error);
    }
    CHECK_THROWS_WITH_AS(check("/etc/passwd"),
                         doctest::Contains("checkout/link: link to '/etc/passwd' is absolute"),
                         report::Error);
    CHECK_THROWS_WITH_AS(check(""), doctest::Contains("is absolute"), report::Error);
}
