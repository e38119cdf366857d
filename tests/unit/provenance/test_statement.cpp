#include "lib/provenance/statement.hpp"
#include "lib/repo/manifest.hpp"
#include "lib/report/error.hpp"

#include <doctest/doctest.h>

using namespace calpkg;
using provenance::Build;
using provenance::Statement;

namespace {

repo::ManifestComponent build(const std::string& component, const std::string& version) {
    repo::ManifestComponent one{.component = component,
                                .name = "calamari-" + component,
                                .version = version,
                                .release = "0.el6",
                                .arch = "x86_64",
                                .commit = "c" + version,
                                .describe = "v" + version,
                                .program_version = "0.1.0",
                                .built_with = {"4.18.0", "4.18.0", "0.17.3", 7}};
    one.made_from = provenance::MadeFrom{
        {{provenance::kCheckout, "git+https://example.org/x@c", {{"gitCommit", one.commit}}},
         {"layouts/" + component + ".yaml", "", {{"sha256", "aa"}}}},
        {{"master", "salt"}},
        version + "-0",
        true};
    one.accepted = {"missing-app"};
    one.web_apps = plan::WebAppsOrigin{"tarball", {}, "bb", "cc"};
    one.artifacts = {{component, "x86_64/" + component + version + ".rpm", "", 1, "dd", "ee"}};
    return one;
}

/// By way of a manifest, as a published directory has it.
Statement told(const repo::Manifest& manifest) {
    return provenance::read_statement(provenance::statement_text(repo::manifest_text(manifest)),
                                      "provenance.json");
}

std::string refusal(const std::string& text) {
    try {
        provenance::read_statement(text, "p.json");
        return "";
    } catch (const report::Error& error) {
        return error.what();
    }
}

} // namespace

TEST_CASE("a statement tells of every build that has packages, those of earlier ones included") {
    repo::ManifestComponent gone = build("server", "1.0");
    gone.artifacts.clear();
    const Statement statement =
        told({.target = "el6",
              .components = {build("server", "1.2"), build("clients", "1.2")},
              .earlier = {build("server", "1.1"), gone}});
    CHECK(statement.target == "el6");
    REQUIRE(statement.builds.size() == 3);
    const Build& clients = statement.builds.at(0);
    CHECK(clients.name == "calamari-clients-1.2-0.el6.x86_64");
    CHECK(clients.component == "clients");
    CHECK(clients.commit == "c1.2");
    CHECK(clients.describe == "v1.2");
    CHECK(clients.accepted == std::vector<std::string>{"missing-app"});
    CHECK(clients.web_apps == "tarball");
    CHECK(clients.cal_pkg == "0.1.0");
    CHECK(clients.rpmbuild == "4.18.0");
    CHECK(clients.encoder == 7);
    CHECK(clients.made_from == *build("clients", "1.2").made_from);
    REQUIRE(clients.subjects.size() == 1);
    CHECK(clients.subjects.at(0).path == "x86_64/clients1.2.rpm");
    CHECK(clients.subjects.at(0).sha256 == "dd");
    CHECK(clients.subjects.at(0).header_sha256 == "ee");
    CHECK(statement.builds.at(2).made_from == *build("server", "1.1").made_from);
}

TEST_CASE("what an older cal-pkg has built is told of as far as it is known") {
    repo::ManifestComponent old = build("server", "1.2");
    old.made_from.reset();
    old.web_apps.reset();
    const Statement statement = told({.target = "el6", .components = {old}});
    REQUIRE(statement.builds.size() == 1);
    CHECK(statement.builds.at(0).commit == "c1.2");
    CHECK(statement.builds.at(0).made_from == provenance::MadeFrom{});
    CHECK(statement.builds.at(0).web_apps.empty());
}

TEST_CASE("other statements, and half ones, are refused by their file's name") {
    CHECK(refusal("no JSON").starts_with("p.json: is not a statement of cal-pkg's builds ("));
    CHECK(refusal("{}").starts_with("p.json: is not a statement"));
    const std::string text = provenance::statement_text(
        repo::manifest_text({.target = "el6", .components = {build("server", "1.2")}}));
    for (const std::string word :
         {"https://in-toto.io/Statement/v1", "https://slsa.dev/provenance/v1", "cal-pkg/build/v1",
          "calamari-server-1.2-0.el6.x86_64", "\"commit\"", "headerSha256"}) {
        CAPTURE(word);
        std::string other = text;
        other.replace(other.find(word), 2, "##");
        CHECK(refusal(other) != "");
    }
    CHECK(refusal(text) == "");
}
