#include "lib/rpmbuild/reuse.hpp"

#include "lib/fs/file.hpp"
#include "lib/report/error.hpp"
#include "lib/rpmbuild/describe.hpp"
#include "tiny_plan.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <functional>
#include <set>
#include <sys/stat.h>

using namespace calpkg;
using plan::Plan;
using rpmbuild::Phase;
using test::tiny_plan;

namespace {

const std::string kBinary = "noarch/tiny-server-1.2-3_gabcdef0.el6.noarch.rpm";
const std::string kSource = "SRPMS/tiny-server-1.2-3_gabcdef0.el6.src.rpm";

rpmbuild::Options options_in(const test::Dir& dir) {
    rpmbuild::Options options;
    options.out = dir.path() / "out";
    options.program_version = "0.1.0";
    options.built_with = {"4.18.0", "4.18.0", "0.17.3", 1, {}, {}};
    return options;
}

stage::StagedEntry& entry_of(Plan& plan, const std::string& end) {
    return *std::ranges::find_if(plan.entries,
                                 [&](const auto& entry) { return entry.path.ends_with(end); });
}

/// What was built, as the phases of `component` tell.
std::vector<Phase> build(const Plan& plan, const rpmbuild::Options& options) {
    test::Recorder observer;
    const rpmbuild::Result result = rpmbuild::run({plan}, options, observer);
    INFO(result.outcomes.at(0).error);
    CHECK(result.published);
    CHECK(result.outcomes.at(0).reused ==
          (observer.phases["server"] == std::vector<Phase>{Phase::unchanged}));
    return observer.phases["server"];
}

const std::vector<Phase> kUnchanged{Phase::unchanged};

} // namespace

TEST_CASE("whatever decides a package decides the digest of its inputs") {
    const test::Dir dir;
    const Plan plan = tiny_plan(dir, "server");
    const std::vector<std::function<void(Plan&)>> changes{
        [](Plan& p) { p.component = "other"; },
        [](Plan& p) { p.version = "1.3"; },
        [](Plan& p) { p.describe = "v1.2-4-gabcdef0"; },
        [](Plan& p) { p.commit[0] = 'b'; },
        [](Plan& p) { p.dirty = true; },
        [](Plan& p) { p.epoch += 1; },
        [](Plan& p) { p.changelog += "- second\n"; },
        [](Plan& p) { p.spec_template += "\n"; },
        [](Plan& p) {
            p.globals.push_back({"feature_venv", "1"});
        },
        [](Plan& p) { p.magic += "#\n"; },
        [](Plan& p) { p.accept = {"wrong-machine"}; },
        [](Plan& p) { p.target.payload = "w5.gzdio"; },
        [](Plan& p) { p.target.source_payload = "w6.gzdio"; },
        [](Plan& p) { p.web_apps_origin = plan::WebAppsOrigin{}; },
        [&](Plan& p) { p.layout = dir.write("layout.yaml", "component: server\n"); },
        [&](Plan& p) { p.target.file = dir.write("el6.yaml", "name: el6\n"); },
        [](Plan& p) { entry_of(p, "a file").mode = 0600; },
        [](Plan& p) { entry_of(p, "a file").user = "apache"; },
        [](Plan& p) { entry_of(p, "a file").mtime += 2; },
        [](Plan& p) { entry_of(p, "a file").path += "s"; },
        [](Plan& p) { entry_of(p, "a file").config = true; },
        [](Plan& p) { entry_of(p, "a file").ghost = true; },
        [](Plan& p) { entry_of(p, "a file").digest = std::string(64, '0'); },
        [](Plan& p) { entry_of(p, "current").link = "a file"; },
        [](Plan& p) { entry_of(p, "a file").digest.clear(); }, // nobody knows
        [](Plan& p) { p.entries.pop_back(); },
        [](Plan& p) {
            p.findings = {{"dirty", report::Severity::warning, "x", "y", "z"}};
        },
    };
    std::set<std::string> digests{rpmbuild::inputs_digest(plan)};
    for (const auto& change : changes) {
        Plan changed = plan;
        change(changed);
        CAPTURE(digests.size());
        CHECK(digests.insert(rpmbuild::inputs_digest(changed)).second);
    }
}

TEST_CASE("where things lie and what nobody packs does not decide it") {
    const test::Dir dir, other;
    const Plan plan = tiny_plan(dir, "server");
    Plan elsewhere = tiny_plan(other, "server");
    elsewhere.srpm = false;
    entry_of(elsewhere, "a file").origin = "elsewhere";
    CHECK(rpmbuild::inputs_digest(plan) == rpmbuild::inputs_digest(elsewhere));
}

TEST_CASE("what is published already, made from the same, is not built again") {
    const test::Dir dir;
    rpmbuild::Options options = options_in(dir);
    const Plan plan = tiny_plan(dir, "server");
    CHECK(build(plan, options).back() == Phase::done);
    const std::string manifest = fs::read_file(dir.path() / "out/el6/manifest.json");
    CHECK(build(plan, options) == kUnchanged);
    Plan binary_only = plan;
    binary_only.srpm = false;
    CHECK(build(binary_only, options) == kUnchanged);
    CHECK(fs::read_file(dir.path() / "out/el6/manifest.json") == manifest);

    options.rebuild = true;
    CHECK(build(plan, options).back() == Phase::done);
    CHECK(fs::read_file(dir.path() / "out/el6/manifest.json") == manifest);
    options.rebuild = false;

    // What is not there any more is made again.
    for (const std::string& gone : {kBinary, kSource, std::string("logs/server.log")}) {
        CAPTURE(gone);
        std::filesystem::remove(dir.path() / "out/el6" / gone);
        CHECK(build(plan, options).back() == Phase::done);
        CHECK(std::filesystem::exists(dir.path() / "out/el6" / gone));
        CHECK(build(plan, options) == kUnchanged);
    }
    // Other programs have to show once that they make the same, and so do the first ones not again.
    rpmbuild::Options others = options;
    others.built_with.rpmbuild = "4.19.0";
    CHECK(build(plan, others).back() == Phase::done);
    const std::string with_both = fs::read_file(dir.path() / "out/el6/manifest.json");
    CHECK(with_both.find("rpmbuild 4.19.0, librpm 4.18.0") != std::string::npos);
    CHECK(build(plan, others) == kUnchanged);
    CHECK(build(plan, options) == kUnchanged);
    others.rebuild = true;
    CHECK(build(plan, others).back() == Phase::done);
    CHECK(fs::read_file(dir.path() / "out/el6/manifest.json") == with_both);
}

TEST_CASE("what is told of a component is always told of the inputs that its digest is of") {
    const test::Dir dir;
    const rpmbuild::Options options = options_in(dir);
    Plan one = tiny_plan(dir, "server");
    one.web_apps_origin = plan::WebAppsOrigin{};
    Plan other = one;
    other.web_apps_origin->from = "directory";
    const auto manifest = [&] { return fs::read_file(dir.path() / "out/el6/manifest.json"); };
    build(one, options);
    const std::string first = manifest();
    CHECK(build(other, options).back() == Phase::done);
    CHECK(manifest().find("\"directory\"") != std::string::npos);
    CHECK(build(one, options).back() == Phase::done);
    CHECK(manifest() == first);
}

TEST_CASE("a damaged package is not taken for the one that was built") {
    const test::Dir dir;
    const rpmbuild::Options options = options_in(dir);
    const Plan plan = tiny_plan(dir, "server");
    build(plan, options);
    const std::filesystem::path package = dir.path() / "out/el6" / kBinary;
    std::string bytes = fs::read_file(package);
    bytes.back() ^= 1;
    fs::write_file(package, bytes, 0644);
    test::Recorder observer;
    CHECK_THROWS_WITH_AS(rpmbuild::run({plan}, options, observer),
                         doctest::Contains("is published with other content"), report::Error);
    rpmbuild::Options replacing = options;
    replacing.rules.replace = true;
    CHECK(build(plan, replacing).back() == Phase::done);
    CHECK(build(plan, options) == kUnchanged);
}

TEST_CASE("what was found in packages that stay is told again") {
    const test::Dir dir;
    Plan plan = tiny_plan(dir, "server");
    plan.findings = {
        {"dirty", report::Severity::warning, plan.checkout.string(), "is modified", "commit"}};
    const report::Findings all{plan.findings.at(0),
                               {"large", report::Severity::note, "x.so", "is large", "strip it"}};
    const auto published = rpmbuild::describe_component(plan, all, {}, "0.1.0", {});
    const rpmbuild::Outcome outcome = rpmbuild::outcome_of(plan, published);
    CHECK(outcome.ok);
    CHECK(outcome.reused);
    REQUIRE(outcome.findings.size() == 2);
    CHECK(outcome.findings[0].remedy == "commit");
    CHECK(outcome.findings[1].message == "is large");
}
