#include "lib/egg/make/manifest_in.hpp"
#include "lib/report/error.hpp"

#include <doctest/doctest.h>

using namespace calpkg;
using Paths = std::set<std::string>;

namespace {

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
