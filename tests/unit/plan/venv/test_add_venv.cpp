#include "lib/plan/venv/add_venv.hpp"
#include "lib/report/error.hpp"
#include "support/support.hpp"

#include <doctest/doctest.h>

#include <map>
#include <sys/stat.h>

using namespace calpkg;
using stage::StagedEntry;

namespace {

struct Fixture {
    test::Dir dir;
    test::Repository repository{dir.path() / "repo"};
    layout::Layout layout;
    plan::Variables variables;
    std::set<std::string> features;
    std::vector<plan::OwnPackage> packages;
    plan::Plan plan;

    Fixture() {
        repository.write("x", "x");
        repository.commit("x");
        dir.write("venv/bin/python", "binary", 0755);
        dir.write("venv/bin/activate", "x", 0600);
        dir.write("venv/lib/python2.6/site.py", "1\n");
    }

    std::map<std::string, StagedEntry> add(const std::filesystem::path& venv) {
        const checkout::Git git(repository.top());
        plan::Resolver resolver(layout, git, variables, features, 1400000000);
        layout::Rule entry;
        entry.kind = layout::Rule::Kind::venv;
        entry.to = "/opt/calamari/venv";
        plan::add_venv(resolver, entry, venv, packages, plan);
        std::map<std::string, StagedEntry> result;
        for (StagedEntry& made : resolver.finish()) result[made.path] = made;
        return result;
    }
};

} // namespace

TEST_CASE("a virtualenv directory is taken whole, with plain modes") {
    Fixture f;
    const auto entries = f.add(f.dir.path() / "venv");
    CHECK(entries.size() == 6);
    CHECK(entries.at("/opt/calamari/venv/bin/python").mode == 0755);
    CHECK(entries.at("/opt/calamari/venv/bin/activate").mode == 0644);
    CHECK(entries.at("/opt/calamari/venv/lib/python2.6").kind == StagedEntry::Kind::directory);
    CHECK(f.plan.findings.empty());
}

TEST_CASE("a tarball is as good, wherever in it the virtualenv lies") {
    Fixture f;
    for (const std::string top : {".", "venv"}) {
        const std::string tarball = (f.dir.path() / "v.tar.gz").string();
        const auto cwd = top == "." ? f.dir.path() / "venv" : f.dir.path();
        REQUIRE(test::run({"tar", "-czf", tarball, top}, cwd).ok());
        const auto entries = f.add(tarball);
        CHECK(entries.size() == 6);
        CHECK(entries.at("/opt/calamari/venv/bin/python").mode == 0755);
        CHECK(f.plan.venv_archive == tarball);
    }
}

TEST_CASE("links to the system's python stay, links that climb out are refused") {
    Fixture f;
    std::filesystem::create_symlink("/usr/bin/python2.6", f.dir.path() / "venv/bin/python2.6");
    CHECK(f.add(f.dir.path() / "venv").at("/opt/calamari/venv/bin/python2.6").link ==
          "/usr/bin/python2.6");
    std::filesystem::create_symlink("../../x", f.dir.path() / "venv/bin/out");
    CHECK_THROWS_WITH_AS(f.add(f.dir.path() / "venv"), doctest::Contains("leaves the tree"),
                         report::Error);
}

TEST_CASE("links that lead nowhere or to a system are taken as they are") {
    Fixture f;
    const auto venv = f.dir.path() / "venv";
    for (const auto& [name, target] :
         std::map<std::string, std::string>{{"lib64", "lib"},
                                            {"gone", "lib/none"},
                                            {"here", "."},
                                            {"through", "lib64/../here/bin"},
                                            {"local", "/opt/calamari/venv/lib"},
                                            {"last", "through/"}})
        std::filesystem::create_symlink(target, venv / name);
    const auto tarball = f.dir.path() / "v.tar.gz";
    REQUIRE(test::run({"tar", "-czf", tarball.string(), "venv"}, f.dir.path()).ok());
    for (const auto& given : {venv, tarball}) {
        const auto entries = f.add(given);
        CHECK(entries.size() == 12);
        CHECK(entries.at("/opt/calamari/venv/lib64").link == "lib");
        CHECK(entries.at("/opt/calamari/venv/local").link == "/opt/calamari/venv/lib");
        CHECK(entries.at("/opt/calamari/venv/gone").link == "lib/none");
    }
}

TEST_CASE("links that lead back to themselves are refused, however long the way") {
    for (const auto& links : {std::map<std::string, std::string>{{"a", "a"}},
                              {{"a", "b"}, {"b", "./a"}},
                              {{"a", "lib/b/c"}, {"lib/b", "../a"}},
                              {{"a", "lib/../b/x"}, {"b", "a/.."}}}) {
        Fixture f;
        const auto venv = f.dir.path() / "venv";
        for (const auto& [name, target] : links)
            std::filesystem::create_symlink(target, venv / name);
        const auto tarball = f.dir.path() / "v.tar.gz";
        REQUIRE(test::run({"tar", "-czf", tarball.string(), "venv"}, f.dir.path()).ok());
        for (const auto& given : {venv, tarball})
            CHECK_THROWS_WITH_AS(
                f.add(given),
                doctest::Contains((given.string() + ": a: link to '" + links.at("a") +
                                   "' leads back to itself; remove it")
                                      .c_str()),
                report::Error);
    }
}

TEST_CASE("links through a file are refused") {
    for (const std::string target : {"bin/python/x", "bin/python/", "bin/activate/.."}) {
        CAPTURE(target);
        Fixture f;
        std::filesystem::create_symlink(target, f.dir.path() / "venv/a");
        CHECK_THROWS_WITH_AS(f.add(f.dir.path() / "venv"), doctest::Contains("through a file"),
                             report::Error);
    }
}

TEST_CASE("a link in the place of bin is refused") {
    Fixture f;
    const auto venv = f.dir.path() / "venv";
    std::filesystem::rename(venv / "bin", venv / "programs");
    std::filesystem::create_symlink("programs", venv / "bin");
    CHECK_THROWS_WITH_AS(f.add(venv), doctest::Contains("its bin is a link"), report::Error);
}

TEST_CASE("an installed system's root or its /opt/calamari is as good as the virtualenv in it") {
    Fixture f;
    const auto root = f.dir.path() / "root";
    std::filesystem::create_directories(root / "opt/calamari");
    std::filesystem::create_directories(root / "bin");
    std::filesystem::create_symlink("python3", root / "bin/python"); // a system's own one
    std::filesystem::rename(f.dir.path() / "venv", root / "opt/calamari/venv");
    for (const char* given : {"", "opt/calamari", "opt/calamari/venv"}) {
        CAPTURE(given);
        const auto entries = f.add(root / given);
        CHECK(entries.size() == 6);
        CHECK(entries.contains("/opt/calamari/venv/lib/python2.6/site.py"));
    }
    CHECK(f.plan.venv_top == "/opt/calamari/venv");
    CHECK_THROWS_WITH_AS(f.add(root / "opt"), doctest::Contains("it has no bin/python"),
                         report::Error);
}

TEST_CASE("in a tarball of a system's root its own bin/python is not a virtualenv's") {
    Fixture f;
    std::filesystem::create_directories(f.dir.path() / "root/opt/calamari");
    f.dir.write("root/bin/python", "the system's");
    f.dir.write("root/usr/bin/python", "the system's");
    std::filesystem::rename(f.dir.path() / "venv", f.dir.path() / "root/opt/calamari/venv");
    const auto tarball = f.dir.path() / "root.tar.gz";
    REQUIRE(test::run({"tar", "-czf", tarball.string(), "."}, f.dir.path() / "root").ok());
    CHECK(f.add(tarball).size() == 6);
}

TEST_CASE("what replaces calamari's packages in a virtualenv is noted") {
    Fixture f;
    f.dir.write("venv/lib/python2.6/site-packages/calamari_web-0.1-py2.6.egg", "zip");
    f.variables.set("python", "2.6");
    f.packages.push_back({"web", [](const std::string& python, std::optional<bool>) {
                              egg::BuiltEgg egg;
                              egg.name = "calamari_web-0.2-py" + python + ".egg";
                              egg.zip = true;
                              return std::optional(egg);
                          }});
    for (const bool archived : {false, true}) {
        f.plan = plan::Plan();
        std::filesystem::path venv = f.dir.path() / "venv";
        if (archived) {
            venv += ".tar.gz";
            REQUIRE(test::run({"tar", "-czf", venv.string(), "venv"}, f.dir.path()).ok());
        }
        const auto entries = f.add(venv);
        CHECK(entries.contains(
            "/opt/calamari/venv/lib/python2.6/site-packages/calamari_web-0.2-py2.6.egg"));
        REQUIRE(f.plan.findings.size() == 1);
        CHECK(f.plan.findings[0].id == "taken-over");
        CHECK(f.plan.findings[0].severity == report::Severity::note);
        CHECK(f.plan.findings[0].message ==
              "the virtualenv's calamari_web-0.1-py2.6.egg was replaced by the checkout's "
              "calamari_web-0.2-py2.6.egg");
    }
    f.plan = plan::Plan();
    f.variables.set("python", "2.7");
    f.add(f.dir.path() / "venv");
    REQUIRE(f.plan.findings.size() == 2);
    CHECK(f.plan.findings[1].id == "other-python");
    CHECK(f.plan.findings[1].severity == report::Severity::warning);
}

TEST_CASE("what is not a virtualenv is refused, with what to give instead") {
    Fixture f;
    std::filesystem::create_directory(f.dir.path() / "empty");
    CHECK_THROWS_WITH_AS(f.add(f.dir.path() / "empty"), doctest::Contains("it has no bin/python"),
                         report::Error);
    CHECK_THROWS_WITH_AS(f.add(f.dir.path() / "none"), doctest::Contains("no such virtualenv"),
                         report::Error);
    CHECK_THROWS_AS(f.add(f.dir.write("text", "no tar")), report::Error);
}

TEST_CASE("set-user-id bits do not get into a package") {
    Fixture f;
    chmod((f.dir.path() / "venv/bin/python").c_str(), 04755);
    CHECK_THROWS_WITH_AS(f.add(f.dir.path() / "venv"), doctest::Contains("set-user-id"),
                         report::Error);
}
