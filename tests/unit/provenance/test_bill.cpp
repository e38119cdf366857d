#include "lib/provenance/bill.hpp"
#include "lib/repo/manifest.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

using namespace calpkg;
using provenance::Part;
using Json = nlohmann::json;

namespace {

repo::ManifestComponent build() {
    repo::ManifestComponent one{.component = "server",
                                .name = "calamari-server",
                                .version = "1.2",
                                .release = "0.el6",
                                .arch = "x86_64",
                                .commit = "c0ffee",
                                .describe = "v1.2",
                                .program_version = "0.1.0"};
    one.artifacts = {{"server", "SRPMS/s.src.rpm", "", 1, std::string(64, 'a'), ""},
                     {"server", "x86_64/s.rpm", "", 1, std::string(64, 'b'), ""}};
    one.made_from = provenance::MadeFrom{
        {{provenance::kCheckout, "git+https://example.org/x@c0ffee", {{"gitCommit", "c0ffee"}}}},
        {},
        "",
        false};
    Part part;
    part.name = "Django_Filter+";
    part.version = "1.5.1";
    part.archive = "f.tar.gz";
    part.sha256 = std::string(64, 'd');
    part.places = {"/opt/f"};
    Part own = part;
    own.own = true;
    own.places = {};
    Part web;
    web.kind = Part::Kind::web;
    web.name = "q";
    web.version = "1.0";
    web.license = "MIT";
    web.wanted_by = {"login/bower.json: ~1"};
    Part banner = web;
    banner.wanted_by = {};
    one.made_from->parts = {part, own, web, banner};
    return one;
}

Json bill_of(const repo::ManifestComponent& one) {
    return Json::parse(
        provenance::bill_text(repo::manifest_text({.target = "el6", .components = {one}})));
}

} // namespace

TEST_CASE("a bill tells of each package, its commit, and what it holds") {
    const Json bill = bill_of(build());
    REQUIRE(bill["components"].size() == 2);
    const Json& source = bill["components"][0];
    CHECK(source["purl"] == "pkg:rpm/calamari-server@1.2-0.el6?arch=src");
    CHECK_FALSE(source.contains("components"));
    const Json& package = bill["components"][1];
    CHECK(package["purl"] == "pkg:rpm/calamari-server@1.2-0.el6?arch=x86_64");
    CHECK(package["hashes"][0]["content"] == std::string(64, 'b'));
    CHECK(package["pedigree"]["commits"][0]["uid"] == "c0ffee");
    CHECK(package["externalReferences"][0]["url"] == "https://example.org/x");
    REQUIRE(package["components"].size() == 4);
    const Json& part = package["components"][0];
    CHECK(part["purl"] == "pkg:pypi/django-filter%2B@1.5.1");
    CHECK(part["hashes"][0]["content"] == std::string(64, 'd'));
    CHECK(part["evidence"]["occurrences"][0]["location"] == "/opt/f");
    CHECK_FALSE(package["components"][1].contains("purl")); // in no registry
    CHECK(package["components"][2]["purl"] == "pkg:bower/q@1.0");
    CHECK(package["components"][2]["licenses"][0]["license"]["name"] == "MIT");
    CHECK_FALSE(package["components"][3].contains("purl")); // a banner's name is not bower's
    CHECK(bill["compositions"] ==
          Json::parse(R"([{"aggregate": "incomplete", "assemblies": ["x86_64/s.rpm"]},
                          {"aggregate": "unknown", "assemblies": ["SRPMS/s.src.rpm"]}])"));
}

TEST_CASE("the serial number follows what the bill tells") {
    repo::ManifestComponent one = build();
    const Json bill = bill_of(one);
    CHECK(bill_of(one) == bill);
    one.made_from->parts->front().version = "1.5.2";
    const std::string other = bill_of(one)["serialNumber"];
    CHECK(other != bill["serialNumber"]);
    CHECK(other.size() == std::string("urn:uuid:").size() + 36);
    CHECK(other.substr(23, 1) == "8");
}

TEST_CASE("a bill is known by its beginning") {
    const std::string text = provenance::bill_text(repo::manifest_text({.target = "el6"}));
    CHECK(provenance::is_bill(text));
    CHECK_FALSE(provenance::is_bill(""));
    CHECK_FALSE(provenance::is_bill("{\n  \"bomFormat\": \"CycloneDX\",\n  \"name\": \"syft\"}"));
    CHECK_FALSE(provenance::is_bill(" " + text));
}

TEST_CASE("what an older cal-pkg has built holds nobody knows what") {
    repo::ManifestComponent one = build();
    one.made_from.reset();
    const Json bill = bill_of(one);
    CHECK_FALSE(bill["components"][1].contains("components"));
    CHECK(bill["compositions"].size() == 1);
    CHECK(bill["compositions"][0]["aggregate"] == "unknown");
}

TEST_CASE("parts come back from a manifest as they went into it") {
    const std::string text = repo::manifest_text({.target = "el6", .components = {build()}});
    CHECK(repo::parse_manifest(text, "m.json").components.at(0).made_from->parts ==
          build().made_from->parts);
}
