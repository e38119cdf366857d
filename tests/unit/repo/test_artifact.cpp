#include "lib/repo/artifact.hpp"

#include <doctest/doctest.h>

TEST_CASE("a component's log lies in logs, by its name") {
    CHECK(calpkg::repo::log_path("server") == "logs/server.log");
}

TEST_CASE("a source package is told by where it lies") {
    CHECK(calpkg::repo::is_source("SRPMS/a-1-1.src.rpm"));
    CHECK_FALSE(calpkg::repo::is_source("x86_64/a-1-1.x86_64.rpm"));
}
