#include "lib/egg/packaged_egg.hpp"
#include "lib/fs/file.hpp"
#include "lib/report/error.hpp"
#include "unit/egg/packaged_fixture.hpp"

#include <doctest/doctest.h>

using namespace calpkg;
using test::Dir;
using test::kTreeEgg;
using test::kZipEgg;

TEST_CASE("both forms of eggs are found in a package") {
    const Dir dir;
    CHECK(egg::find_packaged(rpm::OpenPackage(test::build_with_eggs(dir))) ==
          std::vector<std::string>{kTreeEgg, kZipEgg});
}

TEST_CASE("a package without eggs has none") {
    const Dir dir;
    const rpm::OpenPackage package(test::build_rpm(dir, test::sample_spec()));
    CHECK(egg::find_packaged(package).empty());
}

TEST_CASE("an egg in a package reads like one on disk") {
    const Dir dir;
    const auto package = test::build_with_eggs(dir);
    const egg::PackagedEgg zip = test::packaged_egg(package, kZipEgg);
    CHECK(zip.path() == kZipEgg);
    CHECK(zip.egg().is_zip());
    CHECK(zip.egg().bytes() == fs::read_file(dir.path() / "web.egg"));
    CHECK(zip.egg().name() == "calamari_web-0.1-py2.6.egg");
    CHECK(zip.egg().read("calamari_web/settings.py") == "A = 1\n");
    const egg::PackagedEgg tree = test::packaged_egg(package, kTreeEgg);
    CHECK_FALSE(tree.egg().is_zip());
    CHECK(tree.egg().bytes() == "");
    CHECK(test::names(tree.egg()) == std::vector<std::string>{"EGG-INFO/", "EGG-INFO/PKG-INFO",
                                                              "rest/", "rest/alias.py",
                                                              "rest/views.py", "rest/views.pyc"});
    CHECK(tree.egg().read("rest/views.py") == "rest = 1\n");
    CHECK(tree.egg().find("rest/views.py")->mtime == 1404215000);
    CHECK(tree.egg().find("rest/alias.py")->link == "views.py");
}

TEST_CASE("an egg that is not in the package is refused with those that are") {
    const Dir dir;
    CHECK_THROWS_WITH_AS(test::packaged_egg(test::build_with_eggs(dir), "/opt/other.egg"),
                         doctest::Contains(("it has " + kTreeEgg + ", " + kZipEgg).c_str()),
                         report::Error);
}

TEST_CASE("a damaged package is refused when its egg is opened, wherever the damage is") {
    const Dir dir;
    std::string content = fs::read_file(test::build_with_eggs(dir));
    content[content.size() - 100] = static_cast<char>(content[content.size() - 100] ^ 1);
    const auto bad = dir.write("bad.rpm", content);
    for (const std::string& path : {kZipEgg, kTreeEgg})
        CHECK_THROWS_WITH_AS(test::packaged_egg(bad, path),
                             doctest::Contains("bad.rpm: its payload is damaged"), report::Error);
}
