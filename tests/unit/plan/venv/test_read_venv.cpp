#include "lib/plan/venv/read_venv.hpp"
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
    plan::Venv venv; ///< what was read last

    Fixture() {
        dir.write("venv/bin/python", "binary", 0755);
        dir.write("venv/bin/activate", "x", 0600);
        dir.write("venv/lib/python2.6/site.py", "1\n");
    }

    /// The entries by where they are installed.
    std::map<std::string, StagedEntry> read(const std::filesystem::path& given) {
        StagedEntry pattern;
        pattern.user = "apache";
        pattern.mtime = 1400000000;
        venv = plan::read_venv(given, "/opt/calamari/venv", pattern);
        std::map<std::string, StagedEntry> result;
        for (const auto& [below, made] : venv.entries) {
            CHECK(made.path == "/opt/calamari/venv/" + below);
            result[made.path] = made;
        }
        return result;
    }
};

} // namespace

TEST_CASE("a virtualenv directory is taken whole, with plain modes") {
    Fixture f;
    const auto entries = f.read(f.dir.path() / "venv");
    CHECK(entries.size() == 6);
    CHECK(entries.at("/opt/calamari/venv/bin/python").mode == 0755);
    CHECK(entries.at("/opt/calamari/venv/bin/activate").mode == 0644);
    CHECK(entries.at("/opt/calamari/venv/lib/python2.6").kind == StagedEntry::Kind::directory);
    CHECK(entries.at("/opt/calamari/venv/bin/python").user == "apache");
    CHECK(entries.at("/opt/calamari/venv/bin/python").mtime == 1400000000);
    CHECK(f.venv.directory == f.dir.path() / "venv");
    CHECK(f.venv.archive.empty());
}

TEST_CASE("a tarball is as good, wherever in it the virtualenv lies") {
    Fixture f;
    for (const std::string top : {".", "venv"}) {
        const std::string tarball = (f.dir.path() / "v.tar.gz").string();
        const auto cwd = top == "." ? f.dir.path() / "venv" : f.dir.path();
        REQUIRE(test::run({"tar", "-czf", tarball, top}, cwd).ok());
        const auto entries = f.read(tarball);
        CHECK(entries.size() == 6);
        CHECK(entries.at("/opt/calamari/venv/bin/python").mode == 0755);
        CHECK(f.venv.archive == tarball);
    }
}

TEST_CASE("of each file it is known whether it may be an ELF file") {
    Fixture f;
    f.dir.write("venv/lib/python2.6/x.so", "\177ELF and more");
    REQUIRE(
        test::run({"tar", "-cf", (f.dir.path() / "v.tar").string(), "venv"}, f.dir.path()).ok());
    for (const char* given : {"venv", "v.tar"}) {
        const auto entries = f.read(f.dir.path() / given);
        CHECK_FALSE(entries.at("/opt/calamari/venv/lib/python2.6/x.so").no_elf);
        CHECK(entries.at("/opt/calamari/venv/lib/python2.6/site.py").no_elf);
        CHECK(entries.at("/opt/calamari/venv/bin/python").no_elf);
    }
}

TEST_CASE("links to the system's python stay, links that climb out are refused") {
    Fixture f;
    std::filesystem::create_symlink("/usr/bin/python2.6", f.dir.path() / "venv/bin/python2.6");
    CHECK(f.read(f.dir.path() / "venv").at("/opt/calamari/venv/bin/python2.6").link ==
          "/usr/bin/python2.6");
    std::filesystem::create_symlink("../../x", f.dir.path() / "venv/bin/out");
    CHECK_THROWS_WITH_AS(f.read(f.dir.path() / "venv"), doctest::Contains("leaves the tree"),
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
        const auto entries = f.read(given);
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
                f.read(given),
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
        CHECK_THROWS_WITH_AS(f.read(f.dir.path() / "venv"), doctest::Contains("through a file"),
                             report::Error);
    }
}

TEST_CASE("a link in the place of bin is refused") {
    Fixture f;
    const auto venv = f.dir.path() / "venv";
    std::filesystem::rename(venv / "bin", venv / "programs");
    std::filesystem::create_symlink("programs", venv / "bin");
    CHECK_THROWS_WITH_AS(f.read(venv), doctest::Contains("its bin is a link"), report::Error);
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
        const auto entries = f.read(root / given);
        CHECK(entries.size() == 6);
        CHECK(entries.contains("/opt/calamari/venv/lib/python2.6/site.py"));
    }
    CHECK(f.venv.top == "/opt/calamari/venv");
    CHECK_THROWS_WITH_AS(f.read(root / "opt"), doctest::Contains("it has no bin/python"),
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
    CHECK(f.read(tarball).size() == 6);
}

TEST_CASE("what is not a virtualenv is refused, with what to give instead") {
    Fixture f;
    std::filesystem::create_directory(f.dir.path() / "empty");
    CHECK_THROWS_WITH_AS(f.read(f.dir.path() / "empty"), doctest::Contains("it has no bin/python"),
                         report::Error);
    CHECK_THROWS_WITH_AS(f.read(f.dir.path() / "none"), doctest::Contains("no such virtualenv"),
                         report::Error);
    CHECK_THROWS_AS(f.read(f.dir.write("text", "no tar")), report::Error);
}

TEST_CASE("set-user-id bits do not get into a package") {
    Fixture f;
    chmod((f.dir.path() / "venv/bin/python").c_str(), 04755);
    CHECK_THROWS_WITH_AS(f.read(f.dir.path() / "venv"), doctest::Contains("set-user-id"),
                         report::Error);
}
