#include "lib/fs/file.hpp"
#include "tiny_plan.hpp"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

using namespace calpkg;
using test::tiny_plan;

namespace {

rpmbuild::Result build(const test::Dir& dir, const std::vector<plan::Plan>& plans) {
    test::Recorder observer;
    return rpmbuild::run(plans,
                         {.out = dir.path() / "out",
                          .jobs = 2,
                          .program_version = "0.1.0",
                          .instructions = dir.path() / "template.md"},
                         observer);
}

} // namespace

TEST_CASE("instructions are of packages that are known, and in the place of no others") {
    const test::Dir dir;
    dir.write("template.md", "# Packages\n%if server\n{server}\n%end\n{clients}\n");
    const std::filesystem::path out = dir.path() / "out/el6";
    const plan::Plan server = tiny_plan(dir, "server"), clients = tiny_plan(dir, "clients");
    test::build_tiny(dir, {server});
    // As manifests were.
    auto old = nlohmann::ordered_json::parse(fs::read_file(out / "manifest.json"));
    for (const char* key : {"files", "seal"}) old.erase(key);
    REQUIRE(old["components"][0].erase("features") == 1);
    old["components"][0]["built_with"]["inputs"] = "";
    dir.write("out/el6/manifest.json", old.dump(2) + "\n");

    rpmbuild::Result result = build(dir, {clients});
    REQUIRE(result.published);
    REQUIRE(result.findings.size() == 1);
    CHECK(result.findings[0].subject == (out / "INSTALL.md").string());
    CHECK(result.findings[0].message.find("the cal-pkg that built tiny-server has not noted") !=
          std::string::npos);
    CHECK_FALSE(std::filesystem::exists(out / "INSTALL.md"));
    const std::string manifest = fs::read_file(out / "manifest.json");
    CHECK(manifest.find("\"features\"") == manifest.rfind("\"features\"")); // still unknown

    dir.write("out/el6/INSTALL.html", "<!DOCTYPE html>\nours\n");
    for (const bool again : {false, true}) {
        CAPTURE(again);
        result = build(dir, {server, clients});
        REQUIRE(result.findings.size() == 1);
        CHECK(result.findings[0].id == "instructions");
        CHECK(result.findings[0].subject == (out / "INSTALL.html").string());
        CHECK(fs::read_file(out / "INSTALL.html") == "<!DOCTYPE html>\nours\n");
        CHECK(fs::read_file(out / "INSTALL.md").find("\n# Packages\ntiny-server-") !=
              std::string::npos);
    }
    std::filesystem::remove(out / "INSTALL.html");
    CHECK(build(dir, {server}).findings.empty());
    CHECK(
        fs::read_file(out / "INSTALL.html").starts_with("<!DOCTYPE html><!-- Written by cal-pkg"));
    dir.write("template.md", "# Other packages\n{clients}\n");
    CHECK(build(dir, {server}).findings.empty());
    CHECK(fs::read_file(out / "INSTALL.html").find("Other packages") != std::string::npos);
}

TEST_CASE(
    "a build of everything leaves the others out of the instructions, but for those that stay") {
    const test::Dir dir;
    dir.write("template.md", "# Packages\n%if server\n{server}\n%end\n{clients}\n");
    build(dir, {tiny_plan(dir, "server"), tiny_plan(dir, "clients")});
    for (const bool stays : {true, false}) {
        CAPTURE(stays);
        test::Recorder observer;
        rpmbuild::Options options{.out = dir.path() / "out",
                                  .replace_all = true,
                                  .program_version = "0.1.0",
                                  .instructions = dir.path() / "template.md"};
        options.stay.insert(stays ? "server" : "minion");
        CHECK(rpmbuild::run({tiny_plan(dir, "clients")}, options, observer).published);
        const std::string text = fs::read_file(dir.path() / "out/el6/INSTALL.md");
        CHECK((text.find("tiny-server-") != std::string::npos) == stays);
        CHECK(text.find("tiny-clients-") != std::string::npos);
    }
}
