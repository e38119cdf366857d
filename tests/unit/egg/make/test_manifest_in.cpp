#include "lib/egg/make/manifest_in.hpp"
#include "lib/report/error.hpp"
#include "package.hpp"

#include <doctest/doctest.h>

#include <algorithm>

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

/// A template out of a table: "\\n" is a line end.
std::string unescaped(const std::string& text) {
    std::string plain;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '\\') {
            plain += text[i];
            continue;
        }
        ++i;
        plain += text[i] == 'n' ? '\n' : text[i] == 't' ? '\t' : text[i] == 'r' ? '\r' : text[i];
    }
    return plain;
}

/// The files of manifest_golden.py's package.
const std::vector<std::string> kFiles{"README.txt",
                                      "docs/one.md",
                                      "docs/sub/three.md",
                                      "docs/two.txt",
                                      "w2/x.css",
                                      "web/.hidden/a.css",
                                      "web/__init__.py",
                                      "web/#n.txt",
                                      "web/data/-.txt",
                                      "web/data/[.txt",
                                      "web/data/^.txt",
                                      "web/data/a.txt",
                                      "web/data/a-c.txt",
                                      "web/data/b.txt",
                                      "web/data/c.txt",
                                      "web/static/.htaccess",
                                      "web/static/a.css",
                                      "web/static/b.js",
                                      "web/static/sub/c.txt",
                                      "web/static/sub/deep/d.css",
                                      "web/static/xsub/e.txt"};

std::string joined(const std::vector<std::string>& words) {
    std::string text;
    for (const std::string& word : words) text += (text.empty() ? "" : " ") + word;
    return text;
}

} // namespace

TEST_CASE("each template brings the files into an egg that setuptools brings") {
    std::vector<std::pair<std::string, std::string>> files;
    for (const std::string& file : kFiles) files.emplace_back(file, "");
    const test::Package package("    name='web', version='1', packages=['web'], zip_safe=True,\n"
                                "    include_package_data=True",
                                files);
    const auto table = test::read_table(test::data_directory() / "golden/manifest-in.tsv");
    REQUIRE(table.size() == 90);
    for (const std::vector<std::string>& row : table) {
        CAPTURE(row.at(0));
        package.dir().write("MANIFEST.in", unescaped(row.at(0)));
        const egg::BuiltEgg egg = package.egg();
        std::vector<std::string> members = test::members_of(egg);
        std::erase_if(members,
                      [](const std::string& name) { return name.starts_with("EGG-INFO"); });
        std::sort(members.begin(), members.end());
        CHECK(joined(members) == row.at(1));
        std::string sources = test::content_of(egg, "EGG-INFO/SOURCES.txt");
        std::replace(sources.begin(), sources.end(), '\n', ' ');
        CHECK(sources == row.at(2));
    }
}

TEST_CASE("a pattern of many stars ends") {
    std::string pattern = "graft a\nglobal-exclude ";
    for (int i = 0; i < 40; ++i) pattern += "*a";
    egg::PackageSources sources("/nowhere", "pack", {});
    sources.write("a/" + std::string(200, 'a') + "b", "");
    CHECK(egg::apply_manifest_template(sources, pattern + "\n", "MANIFEST.in", {}).size() == 1);
}

TEST_CASE("a line of very many lines, or of very many signs, costs no time") {
    std::string lines = "include README", signs = "include README ";
    for (int i = 0; i < 200'000; ++i) {
        lines += " \\\n";
        signs += "\\#";
    }
    CHECK(manifest(lines + "\n") == Paths{"README"});
    CHECK(manifest(signs + "\n") == Paths{"README"});
}

TEST_CASE("every command of MANIFEST.in does what its documentation says") {
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
    CHECK(complaint("prune a \\\nb\n") ==
          "MANIFEST.in:2: 'prune' takes one directory; write a line for each");
}
