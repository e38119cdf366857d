#include "package.hpp"

#include "lib/egg/make/find_packages.hpp"
#include "lib/report/error.hpp"

#include <doctest/doctest.h>

using namespace calpkg;
using test::Package;
using Strings = std::vector<std::string>;

namespace {

const std::string kFindHead = "name='a', version='1',\n";

/// "member <- source" of each file.
Strings shown(const std::vector<egg::PackageFile>& files) {
    Strings lines;
    for (const egg::PackageFile& file : files) lines.push_back(file.member + " <- " + file.source);
    return lines;
}

Strings data_of(const Package& package, const std::set<std::string>& manifest = {}) {
    return shown(egg::package_data(package.sources(), package.setup(), manifest));
}

} // namespace

TEST_CASE("find_packages finds directories with __init__.py whose parents have one") {
    const Package package(kFindHead + "packages=find_packages(exclude=['*.tests', 'tools*'])",
                          {{"one/__init__.py", ""},
                           {"one/two/__init__.py", ""},
                           {"one/tests/__init__.py", ""},
                           {"one/plain/x.py", ""},
                           {"one/plain/deep/__init__.py", ""},
                           {"tools/__init__.py", ""},
                           {"not.one/__init__.py", ""},
                           {"ez_setup/__init__.py", ""}});
    CHECK(package.setup().packages == Strings{"one", "one.two"});
}

TEST_CASE("find_packages looks where it is told, for what it is told") {
    const Package package(
        kFindHead + "package_dir={'': 'src'}, packages=find_packages(where='src', include=['b*'])",
        {{"src/a/__init__.py", ""}, {"src/b/__init__.py", ""}, {"c/__init__.py", ""}});
    CHECK(package.setup().packages == Strings{"b"});
}

TEST_CASE("a package's modules are the .py files right in its directory") {
    const Package package(kFindHead + "packages=['a', 'a.b'], py_modules=['m', 'x.y']",
                          {{"a/__init__.py", ""},
                           {"a/one.py", ""},
                           {"a/data.txt", ""},
                           {"a/.hidden.py", ""},
                           {"a/b/two.py", ""},
                           {"a/c/three.py", ""},
                           {"x/y.py", ""},
                           {"m.py", ""}});
    CHECK(shown(egg::package_modules(package.sources(), package.setup())) ==
          Strings{"a/__init__.py <- a/__init__.py", "a/b/two.py <- a/b/two.py",
                  "a/one.py <- a/one.py", "m.py <- m.py", "x/y.py <- x/y.py"});
}

TEST_CASE("package_dir moves sources, not modules") {
    const Package package(
        kFindHead + "package_dir={'': 'src', 'b': 'other/b2'}, packages=['a', 'b']",
        {{"src/a/x.py", ""}, {"other/b2/y.py", ""}});
    CHECK(shown(egg::package_modules(package.sources(), package.setup())) ==
          Strings{"a/x.py <- src/a/x.py", "b/y.py <- other/b2/y.py"});
}

TEST_CASE("packages and modules that are not there are told") {
    const Package package(kFindHead + "packages=['a', 'gone.b']", {{"a/x.py", ""}});
    CHECK_THROWS_WITH_AS(egg::package_modules(package.sources(), package.setup()),
                         doctest::Contains("package 'gone.b' has no directory pack/gone/b"),
                         report::Error);
    const Package module(kFindHead + "py_modules=['m']");
    CHECK_THROWS_WITH_AS(egg::package_modules(module.sources(), module.setup()),
                         doctest::Contains("module 'm' has no file pack/m.py"), report::Error);
}

TEST_CASE("package_data takes what its patterns match, directory by directory") {
    const Package package(kFindHead +
                              "packages=['a'], package_data={'': ['*.cfg'], 'a': ['t/*.html']},"
                              "exclude_package_data={'a': ['t/no*']}",
                          {{"a/x.cfg", ""},
                           {"a/t/y.html", ""},
                           {"a/t/no.html", ""},
                           {"a/t/.hid.html", ""},
                           {"a/t/deep/z.html", ""},
                           {"a/q.txt", ""}});
    CHECK(data_of(package) == Strings{"a/t/y.html <- a/t/y.html", "a/x.cfg <- a/x.cfg"});
}

TEST_CASE("include_package_data takes what the manifest has below a package, modules excepted") {
    const std::string files = kFindHead + "packages=['a', 'a.b'], ";
    const std::vector<std::pair<std::string, std::string>> contents{
        {"a/x.py", ""}, {"a/d.txt", ""}, {"a/b/e.txt", ""}, {"a/res/f.py", ""}, {"other.txt", ""}};
    const std::set<std::string> manifest{"a/x.py",     "a/d.txt",   "a/b/e.txt",
                                         "a/res/f.py", "other.txt", "a/gone.txt"};
    CHECK(data_of(Package(files + "include_package_data=True", contents), manifest) ==
          Strings{"a/b/e.txt <- a/b/e.txt", "a/d.txt <- a/d.txt", "a/res/f.py <- a/res/f.py"});
    CHECK(data_of(Package(files, contents), manifest).empty());
}
