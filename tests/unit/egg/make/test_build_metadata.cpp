#include "package.hpp"

#include "lib/egg/make/console_scripts.hpp"
#include "lib/egg/make/egg_info.hpp"
#include "lib/report/error.hpp"

#include <doctest/doctest.h>

using namespace calpkg;
using test::Package;

namespace {

const std::string kHead = "name='a_b', version='0.1', packages=['a', 'a.c', 'b'],\n";

std::map<std::string, std::string> files_of(const std::string& keywords) {
    return egg::metadata_files(Package(kHead + keywords).setup());
}

std::string requirement(const std::string& text) {
    return egg::normal_requirement(text, "setup.py");
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

TEST_CASE("console scripts come from dicts and from ini text alike") {
    const auto names = [](const std::string& keywords) {
        std::string all;
        for (const egg::EntryPoint& point : egg::console_scripts(Package(kHead + keywords).setup()))
            all += point.text() + ";";
        return all;
    };
    CHECK(names("entry_points={'console_scripts': ['z=a:m', 'b=a:k.f'], 'x': ['q = a']}") ==
          "b = a:k.f;z = a:m;");
    CHECK(names("entry_points='[x]\\nq = a\\n[console_scripts]\\n# no\\nz = a:m\\n'") ==
          "z = a:m;");
    CHECK(names("entry_points={'console_scripts': 'z = a:m\\n'}") == "z = a:m;");
    CHECK(names("").empty());
}

TEST_CASE("an entry point that is none is told, and so is a script that cannot be a file") {
    CHECK(test::setup_complaint(kHead + "entry_points={'console_scripts': ['x']}")
              .find("'x' is not an entry point") != std::string::npos);
    CHECK(test::setup_complaint(kHead + "entry_points={'g': ['x = a-b:c']}")
              .find("is not an entry point") != std::string::npos);
    for (const std::string point :
         {"../x = a:m", "x y = a:m", "%(id) = a:m", "x = a", "-x = a:m"}) {
        CAPTURE(point);
        const Package package(kHead + "entry_points={'console_scripts': ['" + point + "']}");
        CHECK_THROWS_AS(egg::console_scripts(package.setup()), report::Error);
    }
}

TEST_CASE("a console script imports the function itself, without pkg_resources") {
    const egg::EntryPoint point{"x", "a.b", "K.run", ""};
    CHECK(egg::console_script_text(point, "/usr/bin/python2.6") ==
          "#!/usr/bin/python2.6\nimport sys\n\nfrom a.b import K\n\nif __name__ == '__main__':\n"
          "    sys.exit(K.run())\n");
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
