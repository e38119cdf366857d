#include "package.hpp"

#include "lib/egg/make/sources_txt.hpp"

#include <doctest/doctest.h>

using namespace calpkg;
using test::Package;
using Paths = std::set<std::string>;

namespace {

const std::string kTxtHead = "name='a', version='1', packages=['a'],\n";

} // namespace

TEST_CASE("SOURCES.txt lists what setuptools lists, in its order") {
    const Package package(kTxtHead + "scripts=['bin/s'], package_data={'a': ['*.txt']}",
                          {{"a/__init__.py", ""},
                           {"a/d.txt", ""},
                           {"a/b/no.py", ""},
                           {"bin/s", ""},
                           {"README.rst", ""},
                           {"README.txt", ""},
                           {"test/test_x.py", ""},
                           {"test/data.py", ""},
                           {"setup.cfg", ""},
                           {"untold.txt", ""}});
    const auto paths =
        egg::source_paths(package.sources(), package.setup(), {"PKG-INFO", "SOURCES.txt"});
    CHECK(egg::sources_text(paths) == "README.rst\nsetup.cfg\nsetup.py\na/__init__.py\na/d.txt\n"
                                      "a.egg-info/PKG-INFO\na.egg-info/SOURCES.txt\nbin/s\n"
                                      "test/test_x.py");
}

TEST_CASE("MANIFEST.in also takes away, egg-info's own files included") {
    const Package package(kTxtHead, {{"a/__init__.py", ""},
                                     {"MANIFEST.in", "graft build\nglobal-exclude SOURCES.*\n"},
                                     {"build/x", ""}});
    const auto paths =
        egg::source_paths(package.sources(), package.setup(), {"PKG-INFO", "SOURCES.txt"});
    CHECK(paths == Paths{"MANIFEST.in", "setup.py", "a/__init__.py", "a.egg-info/PKG-INFO"});
}
