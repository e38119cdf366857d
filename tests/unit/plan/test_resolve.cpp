#include "lib/hash/content_time.hpp"
#include "lib/hash/digest.hpp"
#include "lib/plan/resolve.hpp"
#include "lib/report/error.hpp"
#include "support/support.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <sys/stat.h>
#include <utility>

using namespace calpkg;
using stage::StagedEntry;
using Kind = layout::Rule::Kind;

namespace {

/// A repository and the layout that meets it.
struct ResolveFixture {
    test::Dir dir;
    test::Repository repository{dir.path() / "repo"};
    layout::Layout layout;
    plan::Variables variables;
    std::set<std::string> features;

    ResolveFixture() {
        layout.package = "calamari-server";
        repository.write("conf/a.conf", "a\n");
        repository.write("bin/run", "#!/usr/bin/env python\n", 0755);
        repository.write("tree/one.py", "1\n");
        repository.write("tree/sub/two.txt", "2\n");
        repository.write("tree/sub/test/three.txt", "3\n");
        repository.commit("files");
        repository.write("tree/untracked", "u\n");
    }

    layout::Rule entry(Kind kind, const std::string& source, const std::string& to) const {
        layout::Rule made;
        made.kind = kind;
        made.source = source;
        made.to = to;
        made.at = {"layout.yaml", 3};
        return made;
    }

    std::vector<StagedEntry> resolve(const std::vector<layout::Rule>& entries) const {
        const checkout::Git git(repository.top());
        plan::Resolver resolver(layout, git, variables, features, 1400000000);
        resolver.add(entries, "/");
        return resolver.finish();
    }
};

std::vector<std::string> paths(const std::vector<StagedEntry>& entries) {
    std::vector<std::string> result;
    for (const StagedEntry& entry : entries) result.push_back(entry.path);
    return result;
}

using Strings = std::vector<std::string>;

} // namespace

TEST_CASE(
    "a file keeps git's executable bit and gets its content's time, a directory the commit's") {
    const ResolveFixture f;
    const auto entries = f.resolve({f.entry(Kind::file, "bin/run", "/usr/bin/run"),
                                    f.entry(Kind::file, "conf/a.conf", "/etc/a.conf")});
    REQUIRE(paths(entries) == Strings{"/etc/a.conf", "/usr/bin/run"});
    CHECK(entries[0].mode == 0644);
    CHECK(entries[0].size == 2);
    CHECK(entries[1].mode == 0755);
    CHECK(entries[0].mtime == hash::content_time(1400000000, hash::sha256("a\n")));
    layout::Rule directory = f.entry(Kind::dir, "", "/var/log/x");
    CHECK(f.resolve({directory})[0].mtime == 1400000000);
}

TEST_CASE("permissions in the work tree do not matter, only git's do") {
    const ResolveFixture f;
    chmod((f.repository.top() / "conf/a.conf").c_str(), 0600);
    CHECK(f.resolve({f.entry(Kind::file, "conf/a.conf", "/etc/a.conf")})[0].mode == 0644);
}

TEST_CASE("a tree takes what git tracks, with its directories") {
    const ResolveFixture f;
    CHECK(paths(f.resolve({f.entry(Kind::tree, "tree", "/opt/t")})) ==
          Strings{"/opt/t", "/opt/t/one.py", "/opt/t/sub", "/opt/t/sub/test",
                  "/opt/t/sub/test/three.txt", "/opt/t/sub/two.txt"});
}

TEST_CASE("a tree of build results takes what is there, dotfiles and empty directories too") {
    const ResolveFixture f;
    f.repository.write("tree/.htaccess", "h\n");
    std::filesystem::create_directory(f.repository.top() / "tree/empty");
    auto tree = f.entry(Kind::tree, "tree", "/opt/t");
    tree.files = layout::Files::all;
    const auto found = paths(f.resolve({tree}));
    for (const std::string name : {"/opt/t/untracked", "/opt/t/.htaccess", "/opt/t/empty"})
        CHECK(std::count(found.begin(), found.end(), name) == 1);
}

TEST_CASE("include and exclude choose, and no directory stands empty because of them") {
    const ResolveFixture f;
    auto tree = f.entry(Kind::tree, "tree", "/opt/t");
    tree.exclude = {"**/test/**"};
    CHECK(paths(f.resolve({tree})) ==
          Strings{"/opt/t", "/opt/t/one.py", "/opt/t/sub", "/opt/t/sub/two.txt"});
    tree.include = {"*.py"};
    CHECK(paths(f.resolve({tree})) == Strings{"/opt/t", "/opt/t/one.py"});
}

TEST_CASE("bytecode beside modules is recorded as ghosts") {
    const ResolveFixture f;
    auto tree = f.entry(Kind::tree, "tree", "/opt/t");
    tree.include = {"*.py"};
    tree.bytecode_ghosts = true;
    const auto entries = f.resolve({tree});
    CHECK(paths(entries) == Strings{"/opt/t", "/opt/t/one.py", "/opt/t/one.pyc", "/opt/t/one.pyo"});
    CHECK_FALSE(entries[1].ghost);
    CHECK(entries[2].ghost);
}

TEST_CASE("entries come and go with features") {
    ResolveFixture f;
    auto salt = f.entry(Kind::dir, "", "/opt/salt");
    salt.when = {"httpd"};
    auto unit = f.entry(Kind::dir, "", "/opt/unit");
    unit.unless = {"upstart", "httpd"};
    CHECK(paths(f.resolve({salt, unit})) == Strings{"/opt/unit"});
    f.features.insert("httpd");
    CHECK(paths(f.resolve({salt, unit})) == Strings{"/opt/salt"});
    salt.when.push_back("upstart");
    CHECK(paths(f.resolve({salt, unit})).empty());
    f.features = {"upstart", "httpd"};
    CHECK(paths(f.resolve({salt, unit})) == Strings{"/opt/salt"});
}

TEST_CASE("a text that stands in for a missing file is left out when the file is there") {
    const ResolveFixture f;
    auto text = f.entry(Kind::text, "{ }", "/etc/x");
    text.when_missing = "conf/a.conf";
    CHECK(f.resolve({text}).empty());
    text.when_missing = "conf/b.conf";
    CHECK(f.resolve({text}).size() == 1);
}

TEST_CASE(
    "the first file that is there is taken, with a warning when it is not the one asked for") {
    ResolveFixture f;
    f.repository.write("conf/b.conf", "b\n");
    f.repository.commit("b");
    f.variables.set("flavour", "a");
    auto rule = f.entry(Kind::file, "conf/el6.conf", "/etc/x.conf");
    rule.others = {"conf/none.conf", "conf/{flavour}.conf", "conf/b.conf"};
    const checkout::Git git(f.repository.top());
    plan::Resolver resolver(f.layout, git, f.variables, f.features, 1400000000);
    resolver.add({rule}, "/");
    CHECK(resolver.finish().at(0).origin == "conf/a.conf");
    REQUIRE(resolver.findings().size() == 1);
    CHECK(resolver.findings()[0].id == "other-source");
    CHECK(resolver.findings()[0].message ==
          "the checkout has no conf/el6.conf: conf/a.conf is packed instead");
    rule.source = "conf/b.conf";
    plan::Resolver exact(f.layout, git, f.variables, f.features, 1400000000);
    exact.add({rule}, "/");
    CHECK(exact.findings().empty());
    rule.source = "conf/el6.conf";
    rule.others = {"conf/none.conf"};
    CHECK_THROWS_WITH_AS(f.resolve({rule}), doctest::Contains("conf/el6.conf"), report::Error);
}

TEST_CASE("all missing sources come in one error, with where the layout asks for them") {
    const ResolveFixture f;
    auto dist = f.entry(Kind::tree, "app/dist", "/opt/app");
    dist.remedy = "run 'make build-real'";
    CHECK_THROWS_WITH_AS(
        f.resolve({f.entry(Kind::file, "conf/no.conf", "/etc/no"), dist}),
        doctest::Contains("sources are missing: conf/no.conf (layout.yaml:3), app/dist "
                          "(layout.yaml:3); run 'make build-real'"),
        report::Error);
}

TEST_CASE("a file that git does not track is not a source, one that is optional is not missed") {
    const ResolveFixture f;
    auto file = f.entry(Kind::file, "tree/untracked", "/etc/u");
    CHECK_THROWS_AS(f.resolve({file}), report::Error);
    file.optional = true;
    CHECK(f.resolve({file}).empty());
}

TEST_CASE("a tree that matches nothing is missing") {
    const ResolveFixture f;
    auto tree = f.entry(Kind::tree, "tree", "/opt/t");
    tree.include = {"*.css"};
    CHECK_THROWS_WITH_AS(f.resolve({tree}), doctest::Contains("tree/*"), report::Error);
}

TEST_CASE("two entries at one place are an error, the same directory twice is not") {
    const ResolveFixture f;
    const auto dir = f.entry(Kind::dir, "", "/etc/x");
    CHECK(f.resolve({dir, dir}).size() == 1);
    CHECK_THROWS_WITH_AS(f.resolve({f.entry(Kind::file, "conf/a.conf", "/etc/x"), dir}),
                         doctest::Contains("/etc/x is installed twice"), report::Error);
}

TEST_CASE("of two entries at one place the layout's line is told of each") {
    const ResolveFixture f;
    std::vector<layout::Rule> rules{f.entry(Kind::file, "conf/a.conf", "/etc/a"),
                                    f.entry(Kind::tree, "tree", "/etc/x"),
                                    f.entry(Kind::file, "bin/run", "/etc/run"),
                                    f.entry(Kind::file, "conf/a.conf", "/etc/x/sub/two.txt")};
    int line = 0;
    for (layout::Rule& rule : rules) rule.at.line = line += 10;
    CHECK_THROWS_WITH_AS(
        f.resolve(rules),
        doctest::Contains(
            "layout.yaml:40: /etc/x/sub/two.txt is installed twice, first at layout.yaml:20"),
        report::Error);
}

TEST_CASE("nothing can lie below a file") {
    const ResolveFixture f;
    CHECK_THROWS_WITH_AS(f.resolve({f.entry(Kind::file, "conf/a.conf", "/etc/x"),
                                    f.entry(Kind::file, "bin/run", "/etc/x/run")}),
                         doctest::Contains("/etc/x/run lies below /etc/x"), report::Error);
}

TEST_CASE("links stay inside their tree or are refused by name") {
    const ResolveFixture f;
    auto tree = f.entry(Kind::tree, "tree", "/opt/t");
    tree.files = layout::Files::all;
    const auto link = f.repository.top() / "tree/sub/link";
    const auto try_target = [&](const std::string& target) {
        std::filesystem::remove(link);
        std::filesystem::create_symlink(target, link);
        return f.resolve({tree});
    };
    CHECK_NOTHROW(try_target("two.txt"));
    CHECK_NOTHROW(try_target("../one.py"));
    CHECK_THROWS_WITH_AS(try_target("../../../etc/passwd"), doctest::Contains("leaves the tree"),
                         report::Error);
    CHECK_THROWS_WITH_AS(try_target("../../other"), doctest::Contains("leaves the tree"),
                         report::Error);
    CHECK_THROWS_WITH_AS(try_target("/etc/passwd"), doctest::Contains("is absolute"),
                         report::Error);
}

TEST_CASE("a device or FIFO among build results is refused by name") {
    const ResolveFixture f;
    mkfifo((f.repository.top() / "tree/pipe").c_str(), 0600);
    auto tree = f.entry(Kind::tree, "tree", "/opt/t");
    tree.files = layout::Files::all;
    CHECK_THROWS_WITH_AS(f.resolve({tree}), doctest::Contains("tree/pipe: is not a regular file"),
                         report::Error);
}

TEST_CASE("a destination is checked again when its variables have been replaced") {
    ResolveFixture f;
    f.variables.set("docs", "/usr/share/doc/../x");
    f.variables.set("relative", "usr/share");
    for (const std::string to : {"{docs}/COPYING", "{relative}"})
        CHECK_THROWS_WITH_AS(f.resolve({f.entry(Kind::dir, "", to)}),
                             doctest::Contains("layout.yaml:3: "), report::Error);
}

TEST_CASE("leftovers in trees are left out, tracked or not, and noted") {
    ResolveFixture f;
    f.repository.write("tree/one.py~", "old\n");
    f.repository.write("tree/CVS/Root", "x\n");
    f.repository.commit("leftovers");
    f.repository.write("tree/.DS_Store", "x");
    layout::Rule tracked = f.entry(Kind::tree, "tree", "/t");
    layout::Rule all = f.entry(Kind::tree, "tree", "/a");
    all.files = layout::Files::all;
    const checkout::Git git(f.repository.top());
    plan::Leftovers leftovers(false);
    plan::Resolver resolver(f.layout, git, f.variables, f.features, 1400000000);
    resolver.leave_out(leftovers);
    resolver.add({tracked, all}, "/");
    const Strings found = paths(resolver.finish());
    CHECK(found == Strings{"/a", "/a/one.py", "/a/sub", "/a/sub/test", "/a/sub/test/three.txt",
                           "/a/sub/two.txt", "/a/untracked", "/t", "/t/one.py", "/t/sub",
                           "/t/sub/test", "/t/sub/test/three.txt", "/t/sub/two.txt",
                           "/t/untracked"});
    CHECK(leftovers.findings("x").size() == 3);
}

TEST_CASE("submodules are packed in trees, eggs and as files, unless they are to be left out") {
    const ResolveFixture f;
    const test::Repository module(f.dir.path() / "module");
    module.write("setup.py", "from setuptools import setup\n"
                             "setup(name='m', version='1', packages=['m'])\n");
    module.write("m/__init__.py", "");
    module.write(".x.swp", "");
    module.commit("module");
    f.repository.git({"-c", "protocol.file.allow=always", "submodule", "--quiet", "add",
                      module.top().string(), "tree/module"});
    f.repository.commit("submodule");
    layout::Rule all = f.entry(Kind::tree, "tree", "/opt/all");
    all.files = layout::Files::all;
    layout::Rule excluding = f.entry(Kind::tree, "tree", "/opt/few");
    excluding.exclude = {"module", "module/**"};
    std::vector<layout::Rule> rules = {
        f.entry(Kind::tree, "tree", "/opt/tree"), f.entry(Kind::egg, "tree/module", "/opt/eggs"),
        f.entry(Kind::file, "tree/module/m/__init__.py", "/opt/file.py"), all, excluding};
    plan::Variables variables;
    variables.set("python", "2.7");
    layout::Rule inside = f.entry(Kind::tree, "tree/module/m", "/opt/inside");
    inside.files = layout::Files::all;
    layout::Rule without = excluding;
    without.exclude = {"module/**"};
    const auto resolve = [&](bool pack, report::Findings& findings) {
        const checkout::Git git(f.repository.top());
        plan::Leftovers leftovers(false);
        plan::Resolver resolver(f.layout, git, variables, f.features, 1400000000);
        resolver.leave_out(leftovers);
        if (pack) resolver.pack_submodules();
        resolver.add(rules, "/");
        const Strings found = paths(resolver.finish());
        findings = resolver.findings();
        return found;
    };
    report::Findings findings;
    const Strings packed = resolve(true, findings);
    for (const char* path :
         {"/opt/tree/module/m/__init__.py", "/opt/tree/sub/two.txt",
          "/opt/eggs/m-1-py2.7.egg/m/__init__.py", "/opt/file.py", "/opt/all/module/setup.py"}) {
        CAPTURE(path);
        CHECK(std::ranges::find(packed, path) != packed.end());
    }
    for (const std::string& path : packed) {
        CHECK(path.find(".swp") == std::string::npos);
        CHECK(path.find(".git") == std::string::npos);
        CHECK_FALSE(path.starts_with("/opt/few/module"));
    }
    CHECK(findings.empty());
    CHECK_THROWS_WITH_AS(resolve(false, findings), doctest::Contains("tree/module/m/__init__.py"),
                         report::Error);

    const std::vector<layout::Rule> kept = std::exchange(rules, {inside});
    test::Repository(f.repository.top() / "tree/module").write("m/__init__.py", "changed\n");
    CHECK_THROWS_WITH_AS(resolve(true, findings),
                         doctest::Contains("modified files: m/__init__.py"), report::Error);
    rules = {without};
    CHECK_NOTHROW(resolve(true, findings));

    f.repository.git({"submodule", "--quiet", "deinit", "--force", "tree/module"});
    CHECK_NOTHROW(resolve(true, findings));
    CHECK(findings.empty());
    layout::Rule including = f.entry(Kind::tree, "tree", "/opt/some");
    for (const auto& [glob, told] : std::map<std::string, bool>{{"sub/*.txt", false},
                                                                {"modul", false},
                                                                {"module/m/**", true},
                                                                {"m*/setup.py", true},
                                                                {"**", true}}) {
        CAPTURE(glob);
        including.include = {"sub/*.txt", glob};
        rules = {including};
        resolve(true, findings);
        CHECK(findings.empty() != told);
    }
    rules = kept;
    CHECK_THROWS_WITH_AS(
        resolve(true, findings),
        doctest::Contains("tree/module/setup.py (layout.yaml:3), tree/module/m/__init__.py "
                          "(layout.yaml:3); check it out with 'git -C"),
        report::Error);
}
