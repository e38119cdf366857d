#include "lib/check/inputs.hpp"
#include "support/support.hpp"
#include "unit/check/nothing_known.hpp"

#include <doctest/doctest.h>

#include <cstdint>

using namespace calpkg;

TEST_CASE("all web apps of a plan are judged, in their order") {
    const test::Dir dir;
    plan::Plan plan;
    const auto add = [&](const std::string& app, const std::string& page) {
        stage::StagedEntry entry;
        entry.path = "/content/" + app + "/index.html";
        entry.source = stage::FileSource{dir.write(app + "/index.html", page), {}, 0};
        plan.entries.push_back(std::move(entry));
    };
    add("good", "<script>a()</script>");
    add("bad", "<script src=main.js></script>");
    for (const std::string app : {"none", "good", "bad"})
        plan.web_apps.push_back(
            {dir.path() / app, "clients: " + app, "build " + app, "/content/" + app});
    const report::Findings findings = check::inputs(plan, test::nothing_known);
    REQUIRE(findings.size() == 2);
    CHECK(findings[0].subject == "clients: none");
    CHECK(findings[0].remedy == "build none");
    CHECK(findings[1].subject == "clients: bad/index.html");
    CHECK(findings[1].remedy == "build bad");
    CHECK(report::has_errors(findings));
}

TEST_CASE("a plan without web apps has nothing to judge") {
    CHECK(check::inputs(plan::Plan(), test::nothing_known).empty());
}

TEST_CASE("the sizes of a plan's files are judged with the rest of it") {
    plan::Plan plan;
    plan.srpm = false;
    plan.entries.emplace_back();
    plan.entries[0].path = "/film.mp4";
    plan.entries[0].size = std::uint64_t{4} << 30;
    const report::Findings findings = check::inputs(plan, test::nothing_known);
    REQUIRE(findings.size() == 1);
    CHECK(findings[0].id == "too-large-file");
    plan.target.rpmlib = {"LargeFiles"};
    CHECK(check::inputs(plan, test::nothing_known).empty());
}
