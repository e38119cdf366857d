#include "lib/plan/upstream_version.hpp"

#include <doctest/doctest.h>

using calpkg::plan::upstream_version;

TEST_CASE("the version of version.py is what git describe says, without its first letter") {
    CHECK(upstream_version("v1.2-12-ge16f809", "1.2", "12_ge16f809") == "1.2-12-ge16f809");
    CHECK(upstream_version("v1.2-rc2-49-g3e3686d", "1.2", "rc2_49_g3e3686d") ==
          "1.2-rc2-49-g3e3686d");
    CHECK(upstream_version("v1.5.7", "1.5.7", "0") == "1.5.7-0");
}

TEST_CASE("the version of version.py marks modified files") {
    CHECK(upstream_version("v1.5.7", "1.5.7", "0.0.dirty.1a2b3c4") == "1.5.7-0.0.dirty.1a2b3c4");
    CHECK(upstream_version("v1.2-12-ge16f809", "1.2", "12_ge16f809.0.dirty.1a2b3c4") ==
          "1.2-12-ge16f809.0.dirty.1a2b3c4");
}

TEST_CASE("the version of version.py follows a version that was given by hand") {
    CHECK(upstream_version("v1.2-12-ge16f809", "1.3", "rc1") == "1.3-rc1");
    CHECK(upstream_version("", "1.3", "rc1") == "1.3-rc1");
}
