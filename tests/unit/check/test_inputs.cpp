#include "lib/check/inputs.hpp"
#include "support/support.hpp"

#include <doctest/doctest.h>

#include <cstdint>

using namespace calpkg;

TEST_CASE("all web apps of a plan are judged, in their order") {
    const test::Dir dir;
    dir.write("good/index.html", "<p>");
    dir.write("bad/index.html", "<script src=main.js></script>");
    plan::Plan plan;
    plan.web_apps = {{dir.path() / "none", "clients: none", "build none"},
                     {dir.path() / "good", "clients: good", "build good"},
                     {dir.path() / "bad", "clients: bad", "build bad"}};
    const report::Findings findings = check::inputs(plan);
    REQUIRE(findings.size() == 2);
    CHECK(findings[0].subject == "clients: none");
    CHECK(findings[0].remedy == "build none");
    CHECK(findings[1].subject == "clients: bad/index.html");
    CHECK(findings[1].remedy == "build bad");
    CHECK(report::has_errors(findings));
}

TEST_CASE("a plan without web apps has nothing to judge") {
    CHECK(check::inputs(plan::Plan()).empty());
}

TEST_CASE("the sizes of a plan's files are judged with the rest of it") {
    plan::Plan plan;
    plan.srpm = false;
    plan.entries.emplace_back();
    plan.entries[0].path = "/film.mp4";
    plan.entries[0].size = std::uint64_t{4} << 30;
    const report::Findings findings = check::inputs(plan);
    REQUIRE(findings.size() == 1);
    CHECK(findings[0].id == "too-large-file");
    plan.target.rpmlib = {"LargeFiles"};
    CHECK(check::inputs(plan).empty());
}
