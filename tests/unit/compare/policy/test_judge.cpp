#include "lib/compare/policy/policy.hpp"

#include <doctest/doctest.h>

using namespace calpkg;
using compare::AllowRule;
using compare::Budget;
using compare::Kind;
using compare::Section;

namespace {

compare::Comparison sample() {
    compare::PackageComparison package{
        "server",       "noarch",       "1-1", "1-2", compare::Upgrade::newer,
        {100, 1000, 3}, {110, 1000, 4}, {}};
    package.rows = {{Section::files, Kind::added, "/opt/a/b", "file", "", "file"},
                    {Section::files, Kind::changed, "/etc/x", "mode", "0644", "0755"},
                    {Section::tags, Kind::changed, "Changelog", "tag", "", ""}};
    return {"old", "new", {package}, {}};
}

std::string ids(const compare::Policy& policy) {
    std::string text;
    for (const report::Finding& finding : compare::judge(sample(), policy))
        text += finding.id + " " + finding.subject + "\n";
    return text;
}

AllowRule rule(std::vector<std::string> paths, std::vector<std::string> tags) {
    return {1, {}, std::move(paths), std::move(tags), {}, {}, "so"};
}

} // namespace

TEST_CASE("what no rule allows breaks the policy; a rule by path, attribute or tag allows") {
    CHECK(ids({"p", {rule({"/opt/**"}, {}), rule({}, {"mode"}), rule({}, {"Changelog"})}, {}}) ==
          "");
    CHECK(ids({"p", {rule({"/opt/**"}, {}), rule({}, {"Changelog"})}, {}}) ==
          "difference-not-allowed server.noarch: /etc/x\n");
}

TEST_CASE("everything that a rule says has to fit") {
    AllowRule narrow = rule({"**"}, {});
    narrow.kinds = {"added"};
    narrow.sections = {"files"};
    narrow.packages = {"server.*"};
    CHECK(ids({"p", {narrow}, {}}) == "difference-not-allowed server.noarch: /etc/x\n"
                                      "difference-not-allowed server.noarch: Changelog\n");
    narrow.packages = {"clients.*"};
    CHECK(ids({"p", {narrow}, {}}).ends_with("unused-rule p:1\n"));
}

TEST_CASE("a budget is exceeded by percent or by amount, and not by what shrinks") {
    const AllowRule all = rule({}, {});
    CHECK(ids({"p", {all}, {Budget{2, {}, "package", 10, -1}}}) == "");
    CHECK(ids({"p", {all}, {Budget{2, {}, "package", 9.9, -1}}}) ==
          "budget-exceeded server.noarch\n");
    CHECK(ids({"p", {all}, {Budget{2, {}, "files", -1, 0}}}) == "budget-exceeded server.noarch\n");
    CHECK(ids({"p", {all}, {Budget{2, {}, "installed", 0, 0}}}) == "");
    CHECK(ids({"p", {all}, {Budget{2, {"clients.*"}, "files", 0, 0}}}) == "");
}

TEST_CASE("what grows from nothing exceeds every share") {
    compare::Comparison comparison = sample();
    comparison.packages.front().old_sizes = {0, 0, 0};
    const compare::Policy policy{"p", {rule({}, {})}, {Budget{2, {}, "package", 500, -1}}};
    const report::Findings findings = compare::judge(comparison, policy);
    REQUIRE(findings.size() == 1);
    CHECK(findings.front().message.find("grows from 0 to 110, more") != std::string::npos);
}
