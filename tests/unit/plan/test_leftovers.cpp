#include "lib/plan/leftovers.hpp"

#include "lib/fs/file.hpp"
#include "lib/plan/make.hpp"
#include "support/support.hpp"

#include <doctest/doctest.h>

#include <string>
#include <variant>
#include <vector>

using namespace calpkg;
using plan::Leftovers;
using stage::StagedEntry;

namespace {

bool leaves_out(const std::string& path, bool directory = false) {
    return Leftovers(false).leaves_out(path, directory);
}

StagedEntry file(const std::string& path, const std::string& text) {
    StagedEntry entry;
    entry.path = path;
    entry.source = stage::TextSource{text};
    return entry;
}

StagedEntry hard_link(const std::string& path, const std::string& to) {
    StagedEntry entry;
    entry.kind = StagedEntry::Kind::hardlink;
    entry.path = path;
    entry.link = to;
    return entry;
}

} // namespace

TEST_CASE("what editors, version control, file managers and repairs leave is left out") {
    for (const char* const path : {".git",
                                   ".git/config",
                                   "a/.git/objects/12/34",
                                   ".svn/entries",
                                   "x/.hg/store",
                                   "CVS/Root",
                                   "index.html~",
                                   "a/.index.html.swp",
                                   ".x.swo",
                                   "x.swp",
                                   ".#settings.py",
                                   "#settings.py#",
                                   "settings.py.orig",
                                   "calamari_web-0.1-py2.7.egg.orig",
                                   "a.patch.rej",
                                   "main.css.bak",
                                   "x/.a.egg.cal-pkg-Ab12Xy/f",
                                   "a.conf.rpmsave",
                                   ".DS_Store",
                                   "a/.DS_Store",
                                   "Thumbs.db",
                                   "__MACOSX/a",
                                   "._main.js",
                                   ".nfs000000000012ab34",
                                   ".sass-cache/x/y.scssc",
                                   ".idea/workspace.xml",
                                   "x.spec,v",
                                   ".~lock.a.ods#",
                                   ".a.kate-swp"})
        CHECK_MESSAGE(leaves_out(path), path);
    for (const char* const path : {".svn", "CVS", "a/__MACOSX"})
        CHECK_MESSAGE(leaves_out(path, true), path);
}

TEST_CASE("what only looks alike is packed") {
    for (const char* const path :
         {".htaccess",   ".gitignore", ".gitkeep",  ".keep",      ".well-known/x",
          "original.js", "orig/a",     "a.origin",  "CVS",        "cvs/a.py",
          "git/a",       ".github/x",  "~",         "a~b",        "main.swf",
          "a#b",         "#",          "backup.py", "a.bakery",   "_config.yml",
          "._",          ".nfsrc",     "idea/x",    "thumbs.dbx", "sass-cache/x",
          "v",           "a.v"})
        CHECK_MESSAGE(!leaves_out(path), path);
}

TEST_CASE("only what is below the given directory is judged") {
    Leftovers leftovers(false);
    CHECK(!leftovers.leaves_out("web~/dist/a", false, 10));
    CHECK(leftovers.leaves_out("web~/dist/a~", false, 10));
}

TEST_CASE("each kind of leftovers is one warning that names them") {
    Leftovers leftovers(false);
    for (const char* const path : {"dist/.git/config", "dist/.git/HEAD", "dist/a~", "dist/.b.swp"})
        leftovers.leaves_out(path, false);
    const report::Findings findings = leftovers.findings("clients");
    REQUIRE(findings.size() == 2);
    CHECK(findings[0].subject == "clients: dist/a~");
    CHECK(findings[0].message == "was left by an editor and is not packed; so was dist/.b.swp");
    CHECK(findings[0].remedy == "remove it, or pack it with --accept leftover");
    CHECK(findings[1].subject == "clients: dist/.git");
    CHECK(findings[1].message == "was left by version control and is not packed");
    CHECK(findings[1].severity == report::Severity::warning);
}

TEST_CASE("many leftovers are counted") {
    Leftovers leftovers(false);
    for (char c = 'a'; c <= 'z'; ++c) leftovers.leaves_out(std::string(1, c) + "~", false);
    CHECK(leftovers.findings("x").at(0).message.ends_with(
        "b~, c~, d~, e~, f~, g~, h~, i~, j~ and 16 more"));
}

TEST_CASE("accepted leftovers are packed, and told") {
    Leftovers leftovers(true);
    CHECK(!leftovers.leaves_out("a~", false));
    const report::Findings findings = leftovers.findings("clients");
    REQUIRE(findings.size() == 1);
    CHECK(findings[0].message == "was left by an editor (accepted)");
    CHECK(findings[0].remedy.empty());
}

TEST_CASE("a virtualenv's file that was hard-linked with its backup keeps its content") {
    plan::Venv venv;
    venv.top = "/opt/v~/venv";
    const auto add = [&](const std::string& path, StagedEntry entry) {
        venv.entries[path] = std::move(entry);
    };
    add("a.py.orig", file("/opt/v~/venv/a.py.orig", "code"));
    add("a.py", hard_link("/opt/v~/venv/a.py", "/opt/v~/venv/a.py.orig"));
    add("b.py", hard_link("/opt/v~/venv/b.py", "/opt/v~/venv/a.py.orig"));
    add("c.py", file("/opt/v~/venv/c.py", "other"));
    Leftovers(false).leave_out_of(venv);
    REQUIRE(venv.entries.size() == 3);
    const StagedEntry& heir = venv.entries.at("a.py");
    CHECK(heir.kind == StagedEntry::Kind::file);
    CHECK(heir.path == "/opt/v~/venv/a.py");
    CHECK(std::get<stage::TextSource>(heir.source).text == "code");
    CHECK(venv.entries.at("b.py").link == "/opt/v~/venv/a.py");
}

TEST_CASE("in a built web app also what it was developed with is left out") {
    const auto left_out = [](const std::string& path, bool directory) {
        return Leftovers(false).leaves_out("login/dist/" + path, directory, 11,
                                           Leftovers::Among::web_app);
    };
    for (const char* const path :
         {"node_modules/grunt/x.js", ".tmp/styles/main.css", "coverage/index.html",
          "test/spec/a.js", "scripts/main.js.map", "styles/main.scss", "bower.json",
          "bower_components/angular/.bower.json", "bower_components/angular/src/a.js",
          "bower_components/a/b/docs/x.html", "Gruntfile.js", ".npmrc", "dist/index.html",
          ".git/config", "a~"})
        CHECK_MESSAGE(left_out(path, false), path);
    for (const char* const path :
         {"index.html", ".htaccess", "src/a.js", "docs/a.html", "views/test.html", "test",
          "coverage", "bower_components/requirejs/require.js", "scripts/dist/a.js",
          "scripts/config.json", "fonts/a.svg", "scripts/locales/en/strings.l20n", "dist"})
        CHECK_MESSAGE(!left_out(path, false), path);
    CHECK(left_out("coverage", true));
    CHECK(left_out("dist", true));
    for (const auto& row : test::read_table(test::data_directory() / "golden/clients-dist.tsv"))
        CHECK_MESSAGE(!left_out(row.at(1), false), row.at(1));
}

TEST_CASE("what an editor leaves is no other content, unless it is packed") {
    const test::Dir dir;
    std::filesystem::create_directories(dir.path() / "specs");
    dir.write("layouts/targets/el9.yaml",
              fs::read_file(test::source_directory() / "layouts/targets/el9.yaml"));
    dir.write("specs/a.spec", "Name: a\n");
    dir.write("specs/magic", "");
    dir.write("layouts/motd.yaml", "component: motd\npackage: motd\nspec: a.spec\narch: noarch\n"
                                   "version: 1.0-1\ndate: 2026-11-01\nfiles:\n"
                                   "  - {tree: issue.d, to: /etc/issue.d}\n"
                                   "  - {file: old.bak, to: /etc/old}\n");
    dir.write("layouts/motd/issue.d/a", "one\n");
    dir.write("layouts/motd/old.bak", "one\n");
    const layout::Catalog own(dir.path());
    const auto commit = [&](const std::vector<std::string>& accept = {}) {
        plan::Request request;
        request.component = "motd";
        request.accept = accept;
        return plan::make(own, own.target("el9"), request).commit;
    };
    const std::string before = commit();
    dir.write("layouts/motd/issue.d/a~", "none\n");
    CHECK(commit() == before);
    CHECK(commit({"leftover"}) != before);
    dir.write("layouts/motd/old.bak", "two\n");
    CHECK(commit() != before);
}
