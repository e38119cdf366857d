#include "lib/fs/file.hpp"
#include "lib/report/text.hpp"
#include "lib/rpmbuild/command.hpp"
#include "lib/rpmbuild/component.hpp"
#include "tiny_plan.hpp"

#include <doctest/doctest.h>

using namespace calpkg;
using rpmbuild::Phase;
using test::tiny_plan;

namespace {

struct Fixture {
    test::Dir dir;
    rpmbuild::Workspace workspace{dir.path() / "top", dir.path() / "log", dir.path() / "tree"};
    test::Recorder recorder;

    rpmbuild::ComponentResult build(const plan::Plan& plan) {
        std::filesystem::create_directories(workspace.tree);
        return rpmbuild::build_component(plan, workspace, recorder);
    }
};

} // namespace

TEST_CASE("a component is built into the tree, and its work directory goes") {
    Fixture f;
    const plan::Plan plan = tiny_plan(f.dir, "server");
    const rpmbuild::ComponentResult result = f.build(plan);
    CHECK(result.outcome.error == "");
    CHECK(result.outcome.ok);
    REQUIRE(result.artifacts.size() == 2);
    for (const repo::Artifact& artifact : result.artifacts)
        CHECK(std::filesystem::file_size(f.workspace.tree / artifact.path) == artifact.size);
    CHECK(!std::filesystem::exists(f.workspace.topdir));
    CHECK(f.recorder.phases["server"] ==
          std::vector<Phase>{Phase::staging, Phase::building, Phase::checking, Phase::done});
}

TEST_CASE("the log begins with the command of the plan, the private directory under its macro") {
    Fixture f;
    const plan::Plan plan = tiny_plan(f.dir, "server");
    REQUIRE(f.build(plan).outcome.ok);
    const std::string line =
        rpmbuild::line_to_paste(rpmbuild::rpmbuild_command(plan, f.workspace.topdir));
    CHECK(report::lines_of(fs::read_file(f.workspace.log)).front() ==
          report::replaced(line, f.workspace.topdir.string(), "%{_topdir}"));
}

TEST_CASE("a plan with an error among its findings is not even staged") {
    Fixture f;
    plan::Plan plan = tiny_plan(f.dir, "server");
    plan.findings = {
        {"missing-index", report::Severity::error, "app", "it has no page", "make it"}};
    const rpmbuild::ComponentResult result = f.build(plan);
    CHECK(!result.outcome.ok);
    CHECK(result.outcome.error == "tiny-server: app: it has no page; make it");
    CHECK(result.artifacts.empty());
    CHECK(!std::filesystem::exists(f.workspace.log));
    CHECK(f.recorder.phases["server"] == std::vector<Phase>{Phase::failed});
}

TEST_CASE("a failing build tells the end of its log and leaves no package") {
    Fixture f;
    const rpmbuild::ComponentResult result =
        f.build(tiny_plan(f.dir, "server", "echo the reason; exit 3"));
    CHECK(!result.outcome.ok);
    CHECK(result.outcome.error.find("rpmbuild failed") != std::string::npos);
    CHECK(result.outcome.log_tail.find("the reason") != std::string::npos);
    CHECK(result.artifacts.empty());
    CHECK(std::filesystem::is_empty(f.workspace.tree));
}
