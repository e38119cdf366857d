#include "package.hpp"

#include "lib/egg/make/manifest_in.hpp"
#include "lib/report/error.hpp"

#include <doctest/doctest.h>

#include <filesystem>

using namespace calpkg;
using test::Package;
using Paths = std::set<std::string>;

namespace {

const std::string kHead = "name='a', version='1', packages=['a'],\n";

egg::PackageSources tree() {
    egg::PackageSources sources("/nowhere", "pack", {});
    for (const char* path : {"a/x.py", "a/t.html", "a/deep/u.html", "docs/one.md", "docs/two.txt",
                             "docs/secret/three.md", "README", ".hid"})
        sources.write(path, "");
    return sources;
}

Paths manifest(const std::string& text, Paths start = {}) {
    return egg::apply_manifest_template(tree(), text, "MANIFEST.in", std::move(start));
}

std::string complaint(const std::string& text) {
    try {
        manifest(text);
    } catch (const report::Error& error) {
        return error.what();
    }
    return {};
}

} // namespace

TEST_CASE("every command of MANIFEST.in does what distutils documents") {
    CHECK(manifest("include docs/*.md README\n") == Paths{"docs/one.md", "README"});
    CHECK(manifest("recursive-include a *.html\n") == Paths{"a/t.html", "a/deep/u.html"});
    CHECK(manifest("global-include *.md\n") == Paths{"docs/one.md", "docs/secret/three.md"});
    CHECK(manifest("graft docs\nprune docs/secret/\n") == Paths{"docs/one.md", "docs/two.txt"});
    CHECK(manifest("graft docs\nexclude docs/*.txt\n") ==
          Paths{"docs/one.md", "docs/secret/three.md"});
    CHECK(manifest("graft docs\nglobal-exclude t*\n") == Paths{"docs/one.md"});
    CHECK(manifest("graft docs\nrecursive-exclude docs \\\n  *.md *.x\n") == Paths{"docs/two.txt"});
    CHECK(manifest("# nothing\n\n  \n", {"kept"}) == Paths{"kept"});
}

TEST_CASE("a line of MANIFEST.in that is not a command is told, with a suggestion") {
    CHECK(complaint("include a\nrecursive-inclde a b\n") ==
          "MANIFEST.in:2: 'recursive-inclde' is not a command; did you mean 'recursive-include'?");
    CHECK(complaint("graft\n") ==
          "MANIFEST.in:1: 'graft' lacks a pattern; write a pattern or a directory after it");
    CHECK(complaint("recursive-include a\n") ==
          "MANIFEST.in:1: 'recursive-include' lacks a pattern; write a pattern or a directory "
          "after it");
}

TEST_CASE("SOURCES.txt lists what setuptools lists, in its order") {
    const Package package(kHead + "scripts=['bin/s'], package_data={'a': ['*.txt']}",
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
    const Package package(kHead, {{"a/__init__.py", ""},
                                  {"MANIFEST.in", "graft build\nglobal-exclude SOURCES.*\n"},
                                  {"build/x", ""}});
    const auto paths =
        egg::source_paths(package.sources(), package.setup(), {"PKG-INFO", "SOURCES.txt"});
    CHECK(paths == Paths{"MANIFEST.in", "setup.py", "a/__init__.py", "a.egg-info/PKG-INFO"});
}

TEST_CASE("what builds leave behind is not a source") {
    const Package package(kHead, {{"a/__init__.py", ""},
                                  {"a/__init__.pyc", ""},
                                  {"a/__pycache__/x.py", ""},
                                  {"a/build/kept.py", ""},
                                  {"build/lib/a/__init__.py", ""},
                                  {"dist/a.egg", ""},
                                  {"a.egg-info/PKG-INFO", ""},
                                  {".git/HEAD", ""}});
    CHECK(package.sources().paths() ==
          std::vector<std::string>{"a/__init__.py", "a/build/kept.py", "setup.py"});
}

TEST_CASE("a symbolic link is not followed out of the package") {
    const Package package(kHead, {{"a/__init__.py", ""}});
    const auto link = package.dir().path() / "a/secret.py";
    std::filesystem::create_symlink("/etc/passwd", link);
    CHECK_THROWS_WITH_AS(
        package.egg(), doctest::Contains("pack/a/secret.py: is not a regular file"), report::Error);
}
