#include "lib/fs/file.hpp"
#include "lib/process/interrupt.hpp"
#include "lib/report/error.hpp"
#include "lib/rpmbuild/build.hpp"
#include "support/other_bzip2.hpp"
#include "tiny_plan.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <csignal>
#include <thread>
#include <unistd.h>

using namespace calpkg;
using rpmbuild::Phase;
using test::build_tiny;
using test::tiny_plan;

namespace {

/// A user who presses Ctrl-C while rpmbuild runs.
class Impatient : public test::Recorder {
public:
    void phase(const std::string& component, Phase phase) override {
        Recorder::phase(component, phase);
        if (phase != Phase::building || component != "server") return;
        killer_ = std::jthread([] {
            std::this_thread::sleep_for(std::chrono::milliseconds(300));
            kill(getpid(), SIGINT);
        });
    }

private:
    std::jthread killer_;
};

} // namespace

TEST_CASE("a compressor that gives other bytes is told before anything is built") {
    const test::Dir dir;
    plan::Plan plan = tiny_plan(dir, "server");
    plan.target.source_payload = "w3.bzdio";
    test::Recorder observer;
    test::other_bzip2 = true;
    CHECK_THROWS_WITH_AS(rpmbuild::run({plan}, {.out = dir.path() / "out"}, observer),
                         doctest::Contains("to other bytes than libbz2 1.0.8 does"), report::Error);
    test::other_bzip2 = false;
    CHECK(observer.phases.empty());
    CHECK_FALSE(std::filesystem::exists(dir.path() / "out"));
}

TEST_CASE("a component that fails lets the others finish, and nothing is published") {
    const test::Dir dir;
    REQUIRE(build_tiny(dir, {tiny_plan(dir, "server")}).published);
    const std::string published = fs::read_file(dir.path() / "out/el6/manifest.json");

    test::Recorder observer;
    const rpmbuild::Result result = rpmbuild::run(
        {tiny_plan(dir, "server", "echo the reason; exit 3"), tiny_plan(dir, "clients")},
        {.out = dir.path() / "out"}, observer);
    CHECK_FALSE(result.published);
    CHECK(result.artifacts.empty());
    REQUIRE(result.outcomes.size() == 2);
    const rpmbuild::Outcome& failed = result.outcomes[0];
    CHECK_FALSE(failed.ok);
    CHECK(failed.error == "tiny-server: rpmbuild failed (exit code 1); its log tells why");
    CHECK(failed.log_tail.find("the reason\n") != std::string::npos);
    CHECK(failed.log_tail.find(".el6.work-") == std::string::npos);
    CHECK(failed.log == dir.path() / "out/failed-el6/logs/server.log");
    CHECK(fs::read_file(failed.log).find("the reason") != std::string::npos);
    CHECK(result.outcomes[1].ok);
    CHECK(observer.phases["server"].back() == Phase::failed);
    CHECK(observer.phases["clients"].back() == Phase::done);
    CHECK(fs::read_file(dir.path() / "out/el6/manifest.json") == published);
    CHECK(test::names_below(dir.path() / "out").find(".el6.work") == std::string::npos);

    REQUIRE(build_tiny(dir, {tiny_plan(dir, "server")}).published);
    CHECK_FALSE(std::filesystem::exists(dir.path() / "out/failed-el6"));
}

TEST_CASE("a first build that fails leaves no published directory") {
    const test::Dir dir;
    CHECK_FALSE(build_tiny(dir, {tiny_plan(dir, "server", "exit 1")}).published);
    CHECK(test::names_below(dir.path() / "out") == "failed-el6/logs/server.log ");
}

TEST_CASE("a source package that cannot be made fails the component, with its own words") {
    const test::Dir dir;
    plan::Plan plan = tiny_plan(dir, "server");
    plan.spec_template.insert(plan.spec_template.find("Source1:"), "Source7: nowhere.txt\n");
    const rpmbuild::Result result = build_tiny(dir, {plan});
    REQUIRE(result.outcomes.size() == 1);
    CHECK(result.outcomes[0].error ==
          "tiny-server: rpmbuild failed (exit code 1); its log tells why");
    CHECK(result.outcomes[0].log_tail.find("nowhere.txt") != std::string::npos);
}

TEST_CASE("a file too many in the package fails its build") {
    const test::Dir dir;
    const rpmbuild::Result result =
        build_tiny(dir, {tiny_plan(dir, "server", "touch \"$RPM_BUILD_ROOT/stray\"")});
    REQUIRE(result.outcomes.size() == 1);
    CHECK_FALSE(result.outcomes[0].ok);
    CHECK(result.outcomes[0].error ==
          "tiny-server: /stray: it is in the build root, not in the plan; "
          "have the package's spec make only what the layout lists");
}

TEST_CASE("a package that differs from its plan fails the check, and its findings are told") {
    const test::Dir dir;
    const rpmbuild::Result result = build_tiny(
        dir, {tiny_plan(dir, "server", "echo changed > \"$RPM_BUILD_ROOT/etc/tiny-server.conf\"")});
    REQUIRE(result.outcomes.size() == 1);
    CHECK_FALSE(result.outcomes[0].ok);
    CHECK(result.outcomes[0].error.find("tiny-server") == 0);
    CHECK(report::has_errors(result.outcomes[0].findings));
}

TEST_CASE("sources that cannot make a whole package stop before rpmbuild") {
    const test::Dir dir;
    plan::Plan plan = tiny_plan(dir, "server");
    plan.findings.push_back({"web-app-missing", report::Severity::error,
                             "tiny-server: dashboard/dist", "is missing", "run make"});
    const rpmbuild::Result result = build_tiny(dir, {plan});
    REQUIRE(result.outcomes.size() == 1);
    CHECK_FALSE(result.outcomes[0].ok);
    CHECK(result.outcomes[0].error.find("tiny-server: dashboard/dist") == 0);
    CHECK(result.outcomes[0].log.empty());
    CHECK(report::has_errors(result.outcomes[0].findings));
}

TEST_CASE("a source that vanished is named") {
    const test::Dir dir;
    const plan::Plan plan = tiny_plan(dir, "server");
    std::filesystem::remove(dir.path() / "sources/opt/tiny-server/style.css");
    const rpmbuild::Result result = build_tiny(dir, {plan});
    REQUIRE(result.outcomes.size() == 1);
    CHECK(result.outcomes[0].error.find("style.css") != std::string::npos);
}

TEST_CASE("a component named twice is refused before anything happens") {
    const test::Dir dir;
    CHECK_THROWS_WITH_AS(build_tiny(dir, {tiny_plan(dir, "server"), tiny_plan(dir, "server")}),
                         "server: is to be built twice; name it once", report::Error);
    plan::Plan other = tiny_plan(dir, "clients");
    other.target.name = "el7";
    CHECK_THROWS_WITH_AS(build_tiny(dir, {tiny_plan(dir, "server"), other}),
                         "clients: is for el7, other packages are for el6; build for one target at "
                         "a time",
                         report::Error);
    CHECK_THROWS_WITH_AS(build_tiny(dir, {}), doctest::Contains("nothing is to be built"),
                         report::Error);
    CHECK_FALSE(std::filesystem::exists(dir.path() / "out"));
}

TEST_CASE("an interrupt leaves what was published and nothing of the build") {
    const test::Dir dir;
    REQUIRE(build_tiny(dir, {tiny_plan(dir, "server")}).published);
    const std::string before = test::names_below(dir.path() / "out");

    const process::InterruptGuard guard;
    Impatient observer;
    // Whoever waits for them meets ctest's own limit.
    CHECK_THROWS_AS(rpmbuild::run({tiny_plan(dir, "server", "sleep 9999"),
                                   tiny_plan(dir, "clients", "sleep 9999"), tiny_plan(dir, "ui")},
                                  {.out = dir.path() / "out", .jobs = 2}, observer),
                    report::Interrupted);
    CHECK(observer.phases["ui"] == std::vector<Phase>{Phase::waiting}); // the smallest comes last
    CHECK(test::names_below(dir.path() / "out") == before);
    for (const auto& entry : std::filesystem::directory_iterator(dir.path() / "out"))
        CHECK(entry.path().filename() == "el6");
}
