#include "lib/hash/digest.hpp"
#include "lib/rpmbuild/made_from.hpp"
#include "support/support.hpp"

#include <doctest/doctest.h>

using namespace calpkg;
using provenance::Resource;

namespace {

/// A plan of the server with everything that a package can be made from.
plan::Plan full_plan(const test::Dir& dir) {
    plan::Plan plan;
    plan.component = "server";
    plan.name = "calamari-server";
    plan.commit = "c0ffee";
    plan.tree = "beef";
    plan.origin = "https://example.org/calamari";
    plan.layout = dir.write("ada/layouts/server.yaml", "layout");
    plan.target.file = dir.write("ada/layouts/targets/el6.yaml", "target");
    plan.spec_template = "spec";
    plan.magic = "magic";
    plan.settings = {{"a", "b"}};
    plan.version_given = "1.2-3";
    plan.keep_venv = true;
    plan.web_apps_origin = plan::WebAppsOrigin{"tarball", "/home/ada/apps.tar", "aa", "bb"};
    plan.venv_top = "/opt/venv";
    plan.venv_to_make = plan::VenvToMake{};
    plan.venv_to_make->made_lock = dir.write("ada/requirements.lock", "lock");
    stage::StagedEntry file;
    file.path = "/opt/venv/lib";
    file.digest = "dd";
    plan.entries = {file};
    return plan;
}

std::string content_of(const plan::Plan& plan) {
    return rpmbuild::made_from(plan).find(provenance::kVirtualenv)->digest.at(provenance::kContent);
}

} // namespace

TEST_CASE("all that a package is made from is told, and nothing of the machine") {
    const test::Dir dir;
    const provenance::MadeFrom made_from = rpmbuild::made_from(full_plan(dir));
    CHECK(*made_from.find("checkout") == Resource{"checkout",
                                                  "git+https://example.org/calamari@c0ffee",
                                                  {{"gitCommit", "c0ffee"}, {"gitTree", "beef"}}});
    CHECK(made_from.find("web apps")->digest ==
          std::map<std::string, std::string>{{"contentSha256", "bb"}, {"sha256", "aa"}});
    for (const auto& [name, text] : {std::pair("layouts/server.yaml", "layout"),
                                     {"layouts/targets/el6.yaml", "target"},
                                     {"lock/requirements.lock", "lock"},
                                     {"specs/calamari-server.spec", "spec"},
                                     {"specs/magic", "magic"}}) {
        CAPTURE(name);
        REQUIRE(made_from.find(name) != nullptr);
        CHECK(made_from.find(name)->digest.at("sha256") == hash::sha256(text));
    }
    CHECK(made_from.settings == std::map<std::string, std::string>{{"a", "b"}});
    CHECK(made_from.version == "1.2-3");
    CHECK(made_from.keep_venv);
    for (const Resource& resource : made_from.resources)
        CHECK((resource.name + resource.uri).find("ada") == std::string::npos);
}

TEST_CASE("a virtualenv is another one when a file of it is, and not when one beside it is") {
    const test::Dir dir;
    plan::Plan plan = full_plan(dir);
    const std::string before = content_of(plan);
    plan.entries.push_back(plan.entries.front());
    plan.entries.back().path = "/opt/venv-not";
    plan.entries.front().mtime = 1;
    CHECK(content_of(plan) == before);
    plan.entries.front().digest = "ee";
    CHECK(content_of(plan) != before);
}

TEST_CASE("without checkout, web apps and virtualenv there is what stands in their place") {
    plan::Plan plan;
    plan.component = "minion";
    plan.commit = "abc";
    plan.from_checkout = false;
    const provenance::MadeFrom made_from = rpmbuild::made_from(plan);
    CHECK(made_from.find("layouts/minion")->digest.at("contentSha256") == "abc");
    for (const char* name : {"checkout", "web apps", "virtualenv"})
        CHECK(made_from.find(name) == nullptr);
}
