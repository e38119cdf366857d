#include "package.hpp"

#include "lib/report/error.hpp"

#include <doctest/doctest.h>

using namespace calpkg;
using test::Package;
using test::setup_complaint;
using Strings = std::vector<std::string>;

namespace {

const std::string kBase = "name='a', version='1.0', packages=['a'],\n";

} // namespace

TEST_CASE("calamari's own way of writing setup.py is understood") {
    const Package package("    name=\"calamari_cthulhu\",\n"
                          "    version=\"0.1\",\n"
                          "    packages=['cthulhu', 'cthulhu.manager'],\n"
                          "    author=\"Inktank Storage Inc.\",\n"
                          "    zip_safe=False,\n"
                          "    entry_points={\n"
                          "        'console_scripts': [\n"
                          "            'cthulhu-manager = cthulhu.manager.manager:main',\n"
                          "            'calamari-ctl = cthulhu.calamari_ctl:main'\n"
                          "        ]\n"
                          "    }\n");
    const egg::PackageSetup setup = package.setup();
    CHECK(setup.safe_name() == "calamari-cthulhu");
    CHECK(setup.file_name() == "calamari_cthulhu");
    CHECK(setup.version == "0.1");
    CHECK(setup.packages == Strings{"cthulhu", "cthulhu.manager"});
    CHECK(setup.author == "Inktank Storage Inc.");
    CHECK(setup.zip_safe == false);
    REQUIRE(setup.entry_points.size() == 1);
    CHECK(setup.entry_points[0].points.at(0).text() == "calamari-ctl = cthulhu.calamari_ctl:main");
}

TEST_CASE("every other keyword that shows in an egg arrives") {
    const Package package(
        "name='a', version='1.0', package_dir={'': 'src', 'x.y': 'lib/'},\n"
        "py_modules=['m'], package_data={'a': ['*.txt']},\n"
        "exclude_package_data={'': 'n*'}, include_package_data=1,\n"
        "scripts=['s'], namespace_packages=['a'], zip_safe=True,\n"
        "install_requires='b>=1\\nc\\n', extras_require={'e': ['f']},\n"
        "dependency_links=['l'], description='d', url='u', download_url='w',\n"
        "author_email='ae', maintainer='m', maintainer_email='me', license='li',\n"
        "long_description=open('README').read(), keywords='k1, k2',\n"
        "platforms=['p'], classifiers=['c'], tests_require=f(), cmdclass={},\n",
        {{"README", "Read\nme\n"}});
    const egg::PackageSetup setup = package.setup();
    CHECK(setup.modules == Strings{"m"});
    CHECK(setup.directory_of("a.b") == "src/a/b");
    CHECK(setup.directory_of("x.y") == "lib");
    CHECK(setup.directory_of("x.y.z") == "lib/z");
    CHECK(setup.directory_of("") == "src");
    CHECK(setup.data.at("a") == Strings{"*.txt"});
    CHECK(setup.excluded_data.at("") == Strings{"n*"});
    CHECK(setup.include_data);
    CHECK(setup.scripts == Strings{"s"});
    CHECK(setup.namespaces == Strings{"a"});
    CHECK(setup.zip_safe == true);
    CHECK(setup.requirements == Strings{"b>=1", "c"});
    CHECK(setup.extras.at("e") == Strings{"f"});
    CHECK(setup.dependency_links == Strings{"l"});
    CHECK(setup.long_description == "Read\nme\n");
    CHECK(setup.keywords == Strings{"k1", "k2"});
    CHECK(setup.maintainer == "m");
    CHECK(setup.classifiers == Strings{"c"});
}

TEST_CASE("a value that needs a running Python is an error with its line and the ways round it") {
    CHECK(setup_complaint("name='a',\nversion=get_version(),\npackages=['a']") ==
          "pack/setup.py:5: 'version' cannot be determined: what get_version() gives is only known "
          "when Python runs it; give it with --set version=VALUE or in the layout's 'setup'");
    CHECK(setup_complaint("name='a', version='1',\npackages=['a', b]")
              .starts_with("pack/setup.py:5: 'packages' cannot be determined: what 'b' begins"));
    CHECK(setup_complaint(kBase + "zip_safe=decide()").find("'zip_safe' cannot be determined") !=
          std::string::npos);
    CHECK(setup_complaint(kBase + "long_description=open(path).read()")
              .find("'long_description' cannot be determined") != std::string::npos);
    CHECK(setup_complaint("name='a', version='1', packages=find_packages(x)")
              .find("'packages' cannot be determined") != std::string::npos);
}

TEST_CASE("values that an egg does not show need not be understood") {
    CHECK(setup_complaint(kBase + "tests_require=f(), test_suite=g, setup_requires=[h()]").empty());
}

TEST_CASE("an override stands in the place of what setup.py says, as text or as a literal") {
    const Package package("name=f(), version=g(), packages=h()\n");
    const egg::PackageSetup setup = package.setup({{"name", "calamari"},
                                                   {"version", "1.2"},
                                                   {"packages", "['a', 'b']"},
                                                   {"zip_safe", "False"}});
    CHECK(setup.name == "calamari");
    CHECK(setup.version == "1.2");
    CHECK(setup.packages == Strings{"a", "b"});
    CHECK(setup.zip_safe == false);
    CHECK_THROWS_WITH_AS(package.setup({{"name", "a"}, {"version", "1"}, {"packages", "[f()]"}}),
                         doctest::Contains("pack/setup.py: 'packages' cannot be determined"),
                         report::Error);
}

TEST_CASE("a value of the wrong type is told") {
    CHECK(setup_complaint("name=['a'], version='1', packages=['a']") ==
          "pack/setup.py:4: 'name' takes text");
    CHECK(setup_complaint("name='a', version='1', packages='a'")
              .find("'packages' takes a list of strings") != std::string::npos);
    CHECK(setup_complaint(kBase + "package_dir=['a']").find("takes a dict") != std::string::npos);
    CHECK(setup_complaint(kBase + "zip_safe='no'").find("takes True or False") !=
          std::string::npos);
    CHECK(setup_complaint(kBase + "entry_points=['a']").find("takes a dict or text") !=
          std::string::npos);
}

TEST_CASE("names, versions and packages that cannot become an egg are refused") {
    CHECK(setup_complaint("version='1', packages=['a']").find("setup() has no 'name'") !=
          std::string::npos);
    CHECK(setup_complaint("name='a', packages=['a']").find("setup() has no 'version'") !=
          std::string::npos);
    CHECK(setup_complaint("name='a', version='1.0-rc 1', packages=['a']")
              .find("not a version in PEP 440's normal form") != std::string::npos);
    CHECK(setup_complaint("name='a', version='1.0'").find("names no packages and no modules") !=
          std::string::npos);
    CHECK(setup_complaint("name='a', version='1', packages=['../x']")
              .find("which is not a package") != std::string::npos);
    CHECK(setup_complaint(kBase + "package_dir={'': '../x'}").find("'package_dir' cannot be") !=
          std::string::npos);
    CHECK(setup_complaint(kBase + "package_dir={'': '/x'}").find("'package_dir' cannot be") !=
          std::string::npos);
}

TEST_CASE("packages that need setuptools itself are refused, not made wrongly") {
    for (const std::string keyword : {"ext_modules", "cmdclass", "data_files", "use_2to3"}) {
        CAPTURE(keyword);
        CHECK(setup_complaint(kBase + keyword + "=[x]").find("cannot be in the egg") !=
              std::string::npos);
        CHECK(setup_complaint(kBase + keyword + "=[]").empty());
    }
    const Package package(kBase, {{"setup.cfg", "[wheel]\nuniversal = 1\n[metadata]\nname = b\n"}});
    CHECK_THROWS_WITH_AS(package.setup(), doctest::Contains("setup.cfg: its section [metadata]"),
                         report::Error);
    CHECK(Package(kBase, {{"setup.cfg", "[wheel]\nuniversal = 1\n"}}).setup().name == "a");
}

TEST_CASE("a directory without setup.py is told") {
    const test::Dir dir;
    CHECK_THROWS_WITH_AS(
        egg::read_package_setup(egg::PackageSources::of_directory(dir.path(), "nothing")),
        doctest::Contains("nothing: has no setup.py"), report::Error);
}

TEST_CASE("setup.py is decoded as the egg's Python does it") {
    const test::Package package("", {{"pack/__init__.py", ""}});
    package.dir().write("setup.py",
                        "# coding: latin-1\nfrom setuptools import setup\nsetup("
                        "name='pack', version='1', packages=['pack'], author='\xe9')\n");
    const auto author = [&](const char* python) {
        return egg::read_package_setup(package.sources(), {}, python).author;
    };
    CHECK(author("2.7") == "\xe9");
    CHECK(author("3.6") == "\xc3\xa9");
}
