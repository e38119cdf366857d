#include "package.hpp"

#include "lib/egg/make/egg_info.hpp"
#include "lib/report/error.hpp"

#include <doctest/doctest.h>

using namespace calpkg;
using test::Package;

namespace {

const std::string kInfoHead = "name='a_b', version='0.1', packages=['a', 'a.c', 'b'],\n";

std::map<std::string, std::string> files_of(const std::string& keywords) {
    // The package goes first: its directory is kept when an exception passes it.
    const egg::PackageSetup setup = Package(kInfoHead + keywords).setup();
    return egg::metadata_files(setup);
}

std::string requirement(const std::string& text) {
    const std::string line = files_of("install_requires=[\"" + text + "\"]").at("requires.txt");
    return line.substr(0, line.size() - 1);
}

} // namespace

// The expected texts were written by setuptools 41.2 on Python 2.7.18.

TEST_CASE("the metadata of a package that says little is setuptools' to the byte") {
    const auto files = files_of("author='Ada'");
    CHECK(files.at("PKG-INFO") ==
          "Metadata-Version: 1.0\nName: a-b\nVersion: 0.1\nSummary: UNKNOWN\n"
          "Home-page: UNKNOWN\nAuthor: Ada\nAuthor-email: UNKNOWN\n"
          "License: UNKNOWN\nDescription: UNKNOWN\nPlatform: UNKNOWN\n");
    CHECK(files.at("dependency_links.txt") == "\n");
    CHECK(files.at("top_level.txt") == "a\nb\n");
    CHECK(files.size() == 3);
}

TEST_CASE("PKG-INFO has as new a version as its fields need") {
    const auto version = [](const std::string& keywords) {
        return files_of(keywords).at("PKG-INFO").substr(18, 3);
    };
    CHECK(version("") == "1.0");
    CHECK(version("classifiers=['c']") == "1.1");
    CHECK(version("download_url='u'") == "1.1");
    CHECK(version("maintainer='m'") == "1.2");
    CHECK(version("extras_require={'e': ['f']}") == "2.1");
}

TEST_CASE("PKG-INFO holds every field, further lines of a description indented") {
    const auto files = files_of("description='d', url='u', download_url='w', author='A', "
                                "maintainer='M', license='L', long_description='one\\n\\ntwo\\n', "
                                "keywords='k, l', platforms='p, q', classifiers=['c', 'd'], "
                                "extras_require={'e': []}");
    CHECK(files.at("PKG-INFO") ==
          "Metadata-Version: 2.1\nName: a-b\nVersion: 0.1\nSummary: d\nHome-page: u\nAuthor: A\n"
          "Maintainer: M\nLicense: L\nDownload-URL: w\nDescription: one\n        \n        two\n"
          "        \nKeywords: k,l\nPlatform: p\nPlatform: q\nClassifier: c\nClassifier: d\n"
          "Provides-Extra: e\n");
}

TEST_CASE("entry points are sorted and written as setuptools writes them") {
    CHECK(files_of("entry_points={'console_scripts': []}").at("entry_points.txt") ==
          "[console_scripts]\n\n\n");
    CHECK(files_of("entry_points={'z': 'x = a', 'console_scripts': ['q=a.c:m', 'b = a:k.f [e]']}")
              .at("entry_points.txt") ==
          "[console_scripts]\nb = a:k.f [e]\nq = a.c:m\n\n[z]\nx = a\n\n");
    CHECK(files_of("entry_points='''\n[console_scripts]\nx = a:m\n'''").at("entry_points.txt") ==
          "\n[console_scripts]\nx = a:m\n");
    CHECK(files_of("entry_points={}").count("entry_points.txt") == 0);
}

TEST_CASE("requirements are written in pkg_resources' form") {
    CHECK(requirement("Django >= 1.5, <1.6") == "Django<1.6,>=1.5");
    CHECK(requirement("zerorpc==0.4.4") == "zerorpc==0.4.4");
    CHECK(requirement("foo [bar, baz] > 1") == "foo[bar,baz]>1");
    CHECK(requirement("six") == "six");
    CHECK(requirement("x (>=1.0)") == "x>=1.0");
    CHECK_THROWS_WITH_AS(requirement("a; python_version < '2.7'"),
                         doctest::Contains("environment markers"), report::Error);
    CHECK_THROWS_AS(requirement("a b"), report::Error);
}

TEST_CASE("requires.txt lists the requirements, then each extra's") {
    const auto files = files_of("install_requires=['b > 1', 'a'], "
                                "extras_require={'z': ['q'], 'e': ['f', 'g']}");
    CHECK(files.at("requires.txt") == "b>1\na\n\n[e]\nf\ng\n\n[z]\nq\n");
    CHECK(files_of("install_requires=[]").count("requires.txt") == 0);
}

TEST_CASE("namespaces, dependency links and the package's own flag get their files") {
    const auto files = files_of("namespace_packages=['a'], dependency_links=['x', 'y'], "
                                "zip_safe=False");
    CHECK(files.at("namespace_packages.txt") == "a\n");
    CHECK(files.at("dependency_links.txt") == "x\ny\n");
    CHECK(files.at("not-zip-safe") == "\n");
    CHECK(files_of("namespace_packages=[]").at("namespace_packages.txt") == "\n");
    CHECK(files_of("").count("zip-safe") + files_of("").count("not-zip-safe") == 0);
}
