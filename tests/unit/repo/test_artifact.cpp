#include "lib/repo/artifact.hpp"

#include <doctest/doctest.h>

TEST_CASE("a component's log lies in logs, by its name") {
    CHECK(calpkg::repo::log_path("server") == "logs/server.log");
}
