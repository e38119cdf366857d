#include "lib/egg/egg.hpp"

#include "support/support.hpp"
#include "support/zip_fixture.hpp"

#include <doctest/doctest.h>

#include <filesystem>

using namespace calpkg;

TEST_CASE("calamari's packages without an egg are found, and others by their names") {
    const test::Dir dir;
    const std::string packages = "opt/calamari/venv/lib/python2.6/site-packages/";
    for (const char* name : {"calamari_web", "calamari_web.orig", "cthulhu", "django"})
        dir.write(packages + name + "/__init__.py", "");
    dir.write(packages + "calamari_rest/only.pyc", "");
    dir.write("usr/lib/python2.6/site-packages/calamari_rest-0.1-py2.6.egg", test::make_zip({}));
    const auto base = dir.path() / packages;
    const std::vector<std::filesystem::path> plain{base / "calamari_web", base / "cthulhu"};
    CHECK(egg::find_installed(dir.path() / "opt/calamari") == plain);
    const std::filesystem::path itself =
        dir.path() / "opt/calamari/venv/lib/python2.6/site-packages";
    CHECK(egg::find_installed(itself) == plain);
    CHECK(egg::find_installed(dir.path()).size() == 3);
    CHECK(egg::find_plain(dir.path(), "django") ==
          std::vector<std::filesystem::path>{base / "django"});
    CHECK(egg::find_plain(dir.path(), "flask").empty());
}

TEST_CASE("installed eggs are found below a root and below a virtualenv, each once") {
    const test::Dir dir;
    const std::string packages = "root/venv/lib/python2.6/site-packages/";
    dir.write(packages + "calamari_web-0.1-py2.6.egg", test::make_zip({}));
    dir.write(packages + "calamari_rest-0.1-py2.6.egg/EGG-INFO/PKG-INFO", "");
    dir.write(packages + "django/__init__.py", "");
    dir.write(packages + "easy-install.pth", "");
    std::filesystem::create_symlink("lib", dir.path() / "root/venv/lib64");
    const auto base = dir.path() / packages;
    const std::vector<std::filesystem::path> both{base / "calamari_rest-0.1-py2.6.egg",
                                                  base / "calamari_web-0.1-py2.6.egg"};
    CHECK(egg::find_installed(dir.path() / "root") == both);
    CHECK(egg::find_installed(dir.path() / "root/venv") == both);
    CHECK(egg::find_installed(dir.path() / "nowhere").empty());
}
