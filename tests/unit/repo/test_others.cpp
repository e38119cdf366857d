#include "lib/repo/others.hpp"
#include "unit/repo/fixture.hpp"

#include <doctest/doctest.h>

using namespace calpkg;

TEST_CASE("the version of a package is told by its name, epoch included, but for source packages") {
    const auto version = [](const std::string& nevra) {
        return repo::version_of({.path = {}, .nevra = nevra}, "diamond");
    };
    CHECK(version("diamond-2.0-1.noarch") == "2.0-1");
    CHECK(version("diamond-1:2.0-1.noarch") == "1:2.0-1");
    CHECK(version("diamond-extra-9-1.noarch").empty());
    CHECK(version("diamonds-9-1.noarch").empty());
    CHECK(version("diamond-3-1.src").empty());
}

TEST_CASE("the newest of others' packages is that of rpm's order, read from the packages") {
    const test::Dir dir;
    std::filesystem::create_directories(dir.path() / "x");
    repo::Manifest manifest;
    for (const char* version : {"9", "1"}) {
        const std::string name = std::string("x/tiny-") + version + ".rpm";
        std::filesystem::copy_file(
            test::tiny_package(version, "text", version[0] == '1' ? "2" : ""), dir.path() / name);
        // As manifests without epochs tell of it.
        manifest.others.push_back(
            {.path = name, .nevra = std::string("tiny-") + version + "-1.noarch"});
    }
    const auto newest = repo::newest_other(dir.path(), manifest, {}, "tiny");
    REQUIRE(newest);
    CHECK(newest->path == "x/tiny-1.rpm");
    CHECK(newest->nevra == "tiny-2:1-1.noarch");
    CHECK_FALSE(repo::newest_other(dir.path(), manifest, {}, "other"));
}
