#include "lib/check/file_sizes.hpp"

#include <doctest/doctest.h>

using namespace calpkg;

namespace {

constexpr std::uint64_t kLargest = 4294967295;

plan::Plan plan_with(std::uint64_t size) {
    plan::Plan plan;
    plan.name = "clients";
    plan.srpm = false;
    plan.target.name = "el6";
    plan.target.rpm = "4.8.1";
    plan.entries.emplace_back();
    plan.entries[0].path = "/a";
    plan.entries[0].size = size;
    return plan;
}

} // namespace

TEST_CASE("a file too large for the target's rpm is named before anything is built") {
    CHECK(check::file_sizes(plan_with(kLargest)).empty());
    const report::Findings findings = check::file_sizes(plan_with(kLargest + 1));
    REQUIRE(findings.size() == 1);
    CHECK(findings[0].severity == report::Severity::error);
    CHECK(findings[0].subject == "clients: /a");
    CHECK(findings[0].message ==
          "has 4294967296 bytes; rpm 4.8.1 of target el6 takes 4294967295 at most");
}

TEST_CASE("an rpm with LargeFiles takes it") {
    plan::Plan plan = plan_with(kLargest + 1);
    plan.target.rpmlib = {"LargeFiles"};
    CHECK(check::file_sizes(plan).empty());
}

TEST_CASE("many small files make a source package too large") {
    plan::Plan plan = plan_with(kLargest);
    plan.entries.push_back(plan.entries[0]);
    plan.tarball = "clients.tar";
    CHECK(check::file_sizes(plan).empty());
    plan.srpm = true;
    const report::Findings findings = check::file_sizes(plan);
    REQUIRE(findings.size() == 1);
    CHECK(findings[0].severity == report::Severity::warning);
    CHECK(findings[0].subject == "clients: clients.tar");
}
