#include "package.hpp"

#include "lib/egg/make/package_sources.hpp"
#include "lib/report/error.hpp"

#include <doctest/doctest.h>

#include <filesystem>

using namespace calpkg;
using test::Package;
using Strings = std::vector<std::string>;

namespace {

const std::string kSourcesHead = "name='a', version='1', packages=['a'],\n";

} // namespace

TEST_CASE("what builds leave behind is not a source") {
    const Package package(kSourcesHead, {{"a/__init__.py", ""},
                                         {"a/__init__.pyc", ""},
                                         {"a/__pycache__/x.py", ""},
                                         {"a/build/kept.py", ""},
                                         {"build/lib/a/__init__.py", ""},
                                         {"dist/a.egg", ""},
                                         {"a.egg-info/PKG-INFO", ""},
                                         {".git/HEAD", ""}});
    CHECK(package.sources().paths() == Strings{"a/__init__.py", "a/build/kept.py", "setup.py"});
}

TEST_CASE("a symbolic link is not followed out of the package") {
    const Package package(kSourcesHead, {{"a/__init__.py", ""}});
    const auto link = package.dir().path() / "a/secret.py";
    std::filesystem::create_symlink("/etc/passwd", link);
    CHECK_THROWS_WITH_AS(
        package.egg(), doctest::Contains("pack/a/secret.py: is not a regular file"), report::Error);
}
