#include "lib/egg/plain_package.hpp"

#include "lib/egg/egg.hpp"
#include "support/support.hpp"

#include <doctest/doctest.h>

using namespace calpkg;

TEST_CASE("a directory with an __init__.py is a package, and so is its backup; an egg is none") {
    const test::Dir dir;
    for (const char* name : {"web", "web.orig", "web-0.1.egg", "egg", "0web", "a.b"})
        dir.write(std::string(name) + "/__init__.py", "");
    dir.write("egg/EGG-INFO/PKG-INFO", "");
    dir.write("data/file", "");
    CHECK(egg::plain_package(dir.path() / "web") == "web");
    CHECK(egg::plain_package(dir.path() / "web/") == "web");
    CHECK(egg::plain_package(dir.path() / "web.orig") == "web");
    for (const char* name : {"web-0.1.egg", "egg", "0web", "a.b", "data", "nowhere"}) {
        CAPTURE(name);
        CHECK(egg::plain_package(dir.path() / name) == "");
    }
    for (const char* name : {"web", "web/", "web-0.1.egg", "egg/"})
        CHECK(egg::is_directory_egg(dir.path() / name));
    CHECK_FALSE(egg::is_directory_egg(dir.path() / "data"));
}

TEST_CASE(
    "members of a package without an egg are called as an egg's are, its Python is in its path") {
    const test::Dir dir;
    dir.write("lib/python2.6/site-packages/web/__init__.py", "");
    dir.write("lib/python2.6/site-packages/web/deep/a.py", "a = 1\n");
    const auto plain = egg::Egg::open(dir.path() / "lib/python2.6/site-packages/web");
    CHECK(plain->package() == "web");
    CHECK(plain->python() == "2.6");
    CHECK(plain->read("web/deep/a.py") == "a = 1\n");
    CHECK(plain->has("web/deep/"));
    CHECK(plain->in_directory("web/deep/a.py") == "deep/a.py");
    const auto memory =
        egg::Egg::open_plain({{{.name = "web/a.py", .size = 1}, "a"}}, "web", "2.7");
    CHECK(memory->package() == "web");
    CHECK(memory->python() == "2.7");
    CHECK(egg::Egg::open_files({}, "web-0.1-py2.6.egg")->package() == "");
}

TEST_CASE("projects and the packages in them are the same") {
    CHECK(egg::is_same_project("calamari-rest-api", "calamari_rest"));
    CHECK(egg::is_same_project("cthulhu", "calamari_cthulhu"));
    CHECK(egg::is_same_project("calamari-web", "calamari_web"));
    CHECK_FALSE(egg::is_same_project("calamari_web", "calamari_rest"));
}
