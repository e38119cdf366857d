#include "lib/compare/installed/root_files.hpp"

#include "support/support.hpp"

#include <doctest/doctest.h>

using namespace calpkg;

TEST_CASE("owners have the names that the root itself gives them") {
    const test::Dir dir;
    dir.write("etc/passwd", "root:x:0:0::/:/bin/sh\napache:x:48:48::/:/bin/false\nbroken\n");
    dir.write("etc/group", "wheel:x:10:\n");
    const doctor::Site site(dir.path());
    const compare::Owners owners(site);
    CHECK(owners.user(48) == "apache");
    CHECK(owners.user(0) == "root");
    CHECK(owners.group(10) == "wheel");
    CHECK(owners.group(48) == "48");
}
