#include "lib/plan/plan.hpp"

#include <doctest/doctest.h>

using namespace calpkg;

TEST_CASE("a plan names its package as rpm does and tells how much is staged") {
    plan::Plan plan;
    plan.name = "calamari-server";
    plan.version = "1.2";
    plan.release = "12_ge16f809.el6";
    plan.arch = "x86_64";
    CHECK(plan.nvr() == "calamari-server-1.2-12_ge16f809.el6");
    CHECK(plan.nevra() == "calamari-server-1.2-12_ge16f809.el6.x86_64");
    CHECK(plan.total_bytes() == 0);
    plan.entries.resize(2);
    plan.entries[0].size = 5'000'000'000;
    plan.entries[1].size = 7;
    CHECK(plan.total_bytes() == 5'000'000'007);
}
