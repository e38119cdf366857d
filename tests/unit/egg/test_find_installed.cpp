#include "lib/egg/egg.hpp"

#include "support/support.hpp"
#include "support/zip_fixture.hpp"

#include <doctest/doctest.h>

#include <filesystem>

using namespace calpkg;

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
