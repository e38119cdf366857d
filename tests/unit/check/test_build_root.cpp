#include "lib/check/build_root.hpp"
#include "lib/report/error.hpp"
#include "support/support.hpp"

#include <doctest/doctest.h>

using namespace calpkg;

namespace {

plan::Plan plan_of(const std::vector<std::string>& paths) {
    plan::Plan plan;
    plan.name = "sample";
    for (const std::string& path : paths) {
        stage::StagedEntry entry;
        entry.path = path;
        plan.entries.push_back(entry);
    }
    return plan;
}

std::string names(const report::Findings& findings) {
    std::string text;
    for (const report::Finding& finding : findings) text += finding.subject + "\n";
    return text;
}

} // namespace

TEST_CASE("a build root that holds what was planned, or less, is right") {
    const test::Dir dir;
    dir.write("root/opt/sample/file", "");
    std::filesystem::create_symlink("file", dir.path() / "root/opt/sample/link");
    std::filesystem::create_directories(dir.path() / "root/var/empty");
    const plan::Plan plan =
        plan_of({"/opt/sample/file", "/opt/sample/link", "/opt/sample/ghost.pyc"});
    CHECK(names(check::build_root(dir.path() / "root", plan)).empty());
}

TEST_CASE("files and links that no package gets are named, directories are not") {
    const test::Dir dir;
    dir.write("root/opt/sample/file", "");
    dir.write("root/opt/sample/file.bak", "");
    std::filesystem::create_symlink("opt/sample", dir.path() / "root/link-to-directory");
    const report::Findings found =
        check::build_root(dir.path() / "root", plan_of({"/opt/sample/file"}));
    CHECK(names(found) == "sample: /link-to-directory\nsample: /opt/sample/file.bak\n");
    REQUIRE(found.size() == 2);
    CHECK(found[0].severity == report::Severity::error);
    CHECK(found[0].message == "it is in the build root, not in the plan");
}

TEST_CASE("a build root that is not there is an error, not an empty one") {
    CHECK_THROWS_AS(check::build_root("/nonexistent/root", plan_of({})), report::Error);
}
