#include "found.hpp"
#include "support/support.hpp"

#include <doctest/doctest.h>

#include <filesystem>

using namespace calpkg;
using egg::Egg;

TEST_CASE("links among a zip egg's members are found, with what they say; other types, too") {
    const auto egg =
        Egg::open_bytes(test::make_zip({{.name = "a.py", .content = "b.py", .mode = 0120777},
                                        {.name = "b.py", .content = "", .mode = 0100644},
                                        {.name = "c.py", .content = "", .mode = 0010644},
                                        {.name = "d/", .content = ""}}),
                        "x.egg");
    const report::Findings findings = egg::check_links(*egg);
    CHECK(test::ids_of(findings) == "error link-member, error link-member");
    REQUIRE(findings.size() == 2);
    CHECK(findings[0].subject == "x.egg: a.py");
    CHECK(findings[0].message.find("to 'b.py'") != std::string::npos);
    CHECK(findings[0].remedy.find("--replace a.py=FILE") != std::string::npos);
    CHECK(findings[1].subject == "x.egg: c.py");
}

TEST_CASE(
    "a directory egg's links are followed: only those that leave it or lead nowhere are found") {
    const test::Dir dir;
    const std::filesystem::path top = dir.path() / "x-1.egg";
    dir.write("x-1.egg/EGG-INFO/PKG-INFO", "");
    dir.write("x-1.egg/a.py", "a = (\n");
    dir.write("outside.py", "a = 1\n");
    std::filesystem::create_symlink("a.py", top / "inside.py");
    const auto found = [&] { return test::ids_of(egg::check_links(*Egg::open(top))); };
    CHECK(found() == "");
    std::filesystem::create_symlink("../outside.py", top / "out.py");
    CHECK(found() == "warning link-member");
    std::filesystem::create_symlink("../missing.py", top / "dangling.py");
    std::filesystem::create_symlink("missing.py", top / "nowhere.py");
    CHECK(found() == "error link-member, error link-member, warning link-member");
    CHECK(test::ids_of(egg::check_members(*Egg::open(top))) == ""); // told once
}

TEST_CASE("what a link out of a packaged egg leads to is not known, where one inside leads is") {
    egg::Member out, in, settings;
    out.name = "out.py";
    out.link = "/opt/out.py";
    in.name = "p/settings.py";
    in.link = "real.py";
    settings.name = "p/real.py";
    const auto egg =
        Egg::open_files({{out, ""}, {in, ""}, {settings, "TEMPLATE_DIRS = (\n"}}, "x.egg");
    CHECK(test::ids_of(egg::check_links(*egg)) == "warning link-member");
    CHECK(egg->read("p/settings.py") == "TEMPLATE_DIRS = (\n");
}
