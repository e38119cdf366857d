#include "lib/egg/patch/package_patch.hpp"
#include "lib/fs/file.hpp"
#include "support/zip_fixture.hpp"
#include "unit/rpm/fixture.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace calpkg;
using test::Dir;

namespace {

const std::string kSite = "/opt/calamari/site";
const std::string kZip = kSite + "/calamari_web-0.1-py2.6.egg";
const std::string kTree = kSite + "/calamari_rest-0.1-py2.6.egg";

/// A package with an egg of either form; the directory egg has a link and a ghost.
std::filesystem::path build(const Dir& dir) {
    const std::string zip = test::make_zip({{"EGG-INFO/PKG-INFO", "Name: calamari-web\n"},
                                            {"calamari_web/__init__.py", ""},
                                            {"calamari_web/settings.py", "A = 1\n"},
                                            {"calamari_web/settings.pyc", "stale"}});
    dir.write("web.egg", zip);
    return test::build_rpm(dir, R"(Name: calamari-server
Version: 1.2
Release: 3.el6
Summary: Eggs
License: MIT
AutoReqProv: no
%description
For tests.
%install
umask 022
site=$RPM_BUILD_ROOT)" + kSite + R"(
mkdir -p $site/calamari_rest-0.1-py2.6.egg/EGG-INFO $site/calamari_rest-0.1-py2.6.egg/rest
cp )" + (dir.path() / "web.egg").string() +
                                    R"( $site/calamari_web-0.1-py2.6.egg
cd $site/calamari_rest-0.1-py2.6.egg
echo 'Name: calamari-rest' > EGG-INFO/PKG-INFO
echo 'rest = 1' > rest/views.py
echo bytecode > rest/views.pyc
ln -s views.py rest/alias.py
: > rest/ghost.pyc
find . -exec touch -h -d @1404215000 {} +
%files
/opt/calamari
%ghost )" + kTree + "/rest/ghost.pyc\n");
}

egg::PackageOutput output_to(const Dir& dir) {
    egg::PackageOutput output;
    output.directory = dir.path() / "out";
    output.changelog = {"Repair"};
    return output;
}

std::vector<std::string> names(const egg::Egg& egg) {
    std::vector<std::string> list;
    for (const egg::Member& member : egg.members()) list.push_back(member.name);
    return list;
}

} // namespace

TEST_CASE("both forms of eggs are found in a package") {
    const Dir dir;
    CHECK(egg::find_packaged(build(dir)) == std::vector<std::string>{kTree, kZip});
}

TEST_CASE("a package without eggs has none, and what is not a package is refused") {
    const Dir dir;
    CHECK(egg::find_packaged(test::build_rpm(dir, test::sample_spec())).empty());
    CHECK_THROWS_AS(egg::find_packaged(dir.write("text.rpm", "text")), report::Error);
}

TEST_CASE("an egg in a package reads like one on disk") {
    const Dir dir;
    const auto package = build(dir);
    const auto zip = egg::PackagedEgg::open(package, kZip);
    CHECK(zip->egg().is_zip());
    CHECK(zip->egg().name() == "calamari_web-0.1-py2.6.egg");
    CHECK(zip->egg().read("calamari_web/settings.py") == "A = 1\n");
    const auto tree = egg::PackagedEgg::open(package, kTree);
    CHECK_FALSE(tree->egg().is_zip());
    CHECK(names(tree->egg()) == std::vector<std::string>{"EGG-INFO/", "EGG-INFO/PKG-INFO", "rest/",
                                                         "rest/alias.py", "rest/views.py",
                                                         "rest/views.pyc"});
    CHECK(tree->egg().read("rest/views.py") == "rest = 1\n");
    CHECK(tree->egg().find("rest/views.py")->mtime == 1404215000);
    CHECK(tree->egg().find("rest/alias.py")->link == "views.py");
}

TEST_CASE("an egg that is not in the package is refused with those that are") {
    const Dir dir;
    CHECK_THROWS_WITH_AS(egg::PackagedEgg::open(build(dir), "/opt/other.egg"),
                         doctest::Contains(("it has " + kTree + ", " + kZip).c_str()),
                         report::Error);
}

TEST_CASE("a zip egg in the new package is what was shown before, and keeps the file's time") {
    const Dir dir;
    const auto package = build(dir);
    const auto packaged = egg::PackagedEgg::open(package, kZip);
    egg::Changes changes;
    changes.write["calamari_web/settings.py"] = "A = 2\n";
    changes = egg::complete(packaged->egg(), changes);
    const auto shown = packaged->patched(changes);
    CHECK(shown->read("calamari_web/settings.py") == "A = 2\n");
    const egg::PatchedPackage made = packaged->write(changes, output_to(dir));
    CHECK(made.nevra == "calamari-server-1.2-3.el6.1.x86_64");
    CHECK(made.old_nevra == "calamari-server-1.2-3.el6.x86_64");
    const auto after = egg::PackagedEgg::open(made.path, kZip);
    CHECK(after->egg().is_zip());
    CHECK(names(after->egg()) == names(*shown));
    CHECK_FALSE(after->egg().has("calamari_web/settings.pyc"));
    CHECK(after->egg().read("calamari_web/settings.py") == "A = 2\n");
    const std::string times = "[%{FILENAMES} %{FILEMTIMES}\n]";
    CHECK(test::run({"rpm", "-qp", "--qf", times, made.path.string()}).out ==
          test::run({"rpm", "-qp", "--qf", times, package.string()}).out);
}

TEST_CASE("a directory egg in the new package is what was shown before, and its times change") {
    const Dir dir;
    const auto package = build(dir);
    const auto packaged = egg::PackagedEgg::open(package, kTree);
    egg::Changes changes;
    changes.write["rest/views.py"] = "rest = 2\n";
    changes.write["rest/new/module.py"] = "new = 1\n";
    changes = egg::complete(packaged->egg(), changes);
    const auto shown = packaged->patched(changes);
    const egg::PatchedPackage made = packaged->write(changes, output_to(dir));
    const auto after = egg::PackagedEgg::open(made.path, kTree);
    CHECK_FALSE(after->egg().is_zip());
    CHECK(after->egg().read("rest/views.py") == "rest = 2\n");
    CHECK(after->egg().read("rest/new/module.py") == "new = 1\n");
    CHECK_FALSE(after->egg().has("rest/views.pyc"));
    for (const char* member : {"rest/views.py", "rest/new/module.py"}) {
        CHECK(after->egg().find(member)->mtime == shown->find(member)->mtime);
        CHECK(after->egg().find(member)->mtime > 1404215000 + 86400);
    }
    CHECK(after->egg().find("EGG-INFO/PKG-INFO")->mtime == 1404215000);
}

TEST_CASE("a damaged package is refused when its egg is opened") {
    const Dir dir;
    std::string content = fs::read_file(build(dir));
    content[content.size() - 100] = static_cast<char>(content[content.size() - 100] ^ 1);
    CHECK_THROWS_WITH_AS(egg::PackagedEgg::open(dir.write("bad.rpm", content), kZip),
                         doctest::Contains("bad.rpm: its payload is damaged"), report::Error);
}

TEST_CASE("a package that another one replaces meanwhile is patched as it was opened") {
    const Dir dir, other;
    const auto package = build(dir);
    const std::string as_it_was = fs::read_file(package);
    const auto others = test::build_rpm(other, test::sample_spec());
    for (const std::string& path : {kZip, kTree}) {
        for (const bool begun : {true, false}) {
            CAPTURE(path);
            CAPTURE(begun);
            const Dir out;
            const auto replaced = dir.write("replaced.rpm", as_it_was);
            const auto packaged = egg::PackagedEgg::open(
                replaced, path, begun ? output_to(out) : egg::PackageOutput());
            std::filesystem::copy_file(others, dir.path() / "new.rpm");
            std::filesystem::rename(dir.path() / "new.rpm", replaced);
            packaged->verify();
            egg::Changes changes;
            changes.write["new.py"] = "A = 2\n";
            changes = egg::complete(packaged->egg(), changes);
            const egg::PatchedPackage made = packaged->write(changes, output_to(out));
            CHECK(made.old_nevra == "calamari-server-1.2-3.el6.x86_64");
            CHECK(made.names == 1);
            CHECK(egg::PackagedEgg::open(made.path, path)->egg().read("new.py") == "A = 2\n");
        }
    }
}
