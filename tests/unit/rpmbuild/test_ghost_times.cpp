#include "lib/rpm/package.hpp"
#include "lib/rpmbuild/build.hpp"
#include "tiny_plan.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <ctime>

using namespace calpkg;

namespace {

/// A plan with a ghost, of a commit at `epoch`.
plan::Plan plan_at(const test::Dir& dir, std::int64_t epoch) {
    plan::Plan plan = test::tiny_plan(dir, "server");
    plan.epoch = epoch;
    stage::StagedEntry ghost;
    ghost.path = "/opt/tiny-server/module.pyc";
    ghost.ghost = true;
    plan.entries.push_back(ghost);
    for (stage::StagedEntry& entry : plan.entries) entry.mtime = epoch;
    std::ranges::sort(plan.entries, {}, &stage::StagedEntry::path);
    return plan;
}

} // namespace

TEST_CASE("a commit dated after the builder's clock builds, and every file has its time") {
    for (const std::int64_t ahead : {3600, 365 * 24 * 3600}) {
        CAPTURE(ahead);
        const test::Dir dir;
        const std::int64_t epoch = std::time(nullptr) + ahead;
        const rpmbuild::Result result = test::build_tiny(dir, {plan_at(dir, epoch)});
        CHECK(result.outcomes.at(0).error == "");
        REQUIRE(result.published);
        const auto file = result.directory / result.artifacts.at(1).path;
        const rpm::Package package = rpm::read_package(file);
        CHECK(package.build_time == epoch);
        for (const rpm::PackageFile& packed : package.files) CHECK(packed.mtime == epoch);
        const auto judged = test::run({"rpmkeys", "--checksig", "--nosignature", file.string()});
        CHECK(judged.out.find("digests OK") != std::string::npos);
    }
}
