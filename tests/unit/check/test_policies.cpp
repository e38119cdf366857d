#include "lib/check/policies.hpp"
#include "planned.hpp"

#include <doctest/doctest.h>

#include <cstdlib>

using namespace calpkg;

TEST_CASE("a plan with an SELinux module needs its compilers, and names those that are missing") {
    plan::Plan plan = test::plan_for("2.7");
    test::add(plan, "/a", "");
    const std::string path = std::getenv("PATH");
    setenv("PATH", "/nonexistent", 1);
    const report::Findings without = check::policies(plan);
    stage::Edits edits;
    edits.policy = stage::Policy{"a", "17"};
    test::add(plan, "/a.pp", "").source =
        stage::FileSource{"/src/a.te", std::make_shared<const stage::Edits>(edits), 0};
    plan.entries.back().origin = "a.te";
    const report::Findings findings = check::policies(plan);
    setenv("PATH", path.c_str(), 1);
    CHECK(without.empty());
    REQUIRE(findings.size() == 2);
    CHECK(findings[0].subject == "x: a.te");
    CHECK(findings[0].message ==
          "is compiled by checkmodule, which is not on PATH: it cannot be built here");
    CHECK(findings[0].severity == report::Severity::warning);
}
