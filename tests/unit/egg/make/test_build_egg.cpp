#include "package.hpp"

#include "lib/fs/file.hpp"
#include "lib/hash/content_time.hpp"
#include "lib/hash/digest.hpp"

#include <doctest/doctest.h>

#include <sys/stat.h>

using namespace calpkg;
using test::content_of;
using test::members_of;
using test::Package;
using Strings = std::vector<std::string>;

namespace {

constexpr std::int64_t kEpoch = 1406691219;

/// Shaped like calamari-web and cthulhu: a package below a package, scripts, data.
const std::string kKeywords = "name='calamari_x', version='0.1', packages=['x', 'x.db'],\n"
                              "package_data={'x': ['*.txt']}, scripts=['bin/tool'],\n"
                              "entry_points={'console_scripts': ['x-ctl = x.main:run']},\n";

Package package(const std::string& more = "", const std::string& module = "") {
    return Package(kKeywords + more, {{"x/__init__.py", ""},
                                      {"x/main.py", module + "def run():\n    return 3\n"},
                                      {"x/data.txt", "data\n"},
                                      {"x/db/__init__.py", ""},
                                      {"x/Zoo.py", ""},
                                      {"bin/tool", "#!/usr/bin/env python -E\nprint(1)\n"},
                                      {"tests/test_x.py", ""}});
}

struct stat status_of(const std::filesystem::path& path) {
    struct stat status {};
    REQUIRE(lstat(path.c_str(), &status) == 0);
    return status;
}

std::int64_t time_of(const std::string& content) {
    return hash::content_time(kEpoch, hash::sha256(content));
}

} // namespace

TEST_CASE("an egg is called, filled and ordered as setuptools does it, without bytecode") {
    const egg::BuiltEgg egg = package().egg("2.6");
    CHECK(egg.name == "calamari_x-0.1-py2.6.egg");
    CHECK(members_of(egg) == Strings{"EGG-INFO/PKG-INFO", "EGG-INFO/SOURCES.txt",
                                     "EGG-INFO/dependency_links.txt", "EGG-INFO/entry_points.txt",
                                     "EGG-INFO/top_level.txt", "EGG-INFO/zip-safe",
                                     "EGG-INFO/scripts/tool", "x/Zoo.py", "x/__init__.py",
                                     "x/data.txt", "x/main.py", "x/db/__init__.py"});
    CHECK(content_of(egg, "EGG-INFO/SOURCES.txt") ==
          "setup.py\nbin/tool\ncalamari_x.egg-info/PKG-INFO\ncalamari_x.egg-info/SOURCES.txt\n"
          "calamari_x.egg-info/dependency_links.txt\ncalamari_x.egg-info/entry_points.txt\n"
          "calamari_x.egg-info/top_level.txt\nx/Zoo.py\nx/__init__.py\nx/data.txt\nx/main.py\n"
          "x/db/__init__.py");
    REQUIRE(egg.console_scripts.size() == 1);
    CHECK(egg.console_scripts[0].text() == "x-ctl = x.main:run");
}

TEST_CASE("the interpreter of a package's own scripts is the target's") {
    CHECK(content_of(package().egg("2.6"), "EGG-INFO/scripts/tool") ==
          "#!/usr/bin/python2.6 -E\nprint(1)\n");
}

TEST_CASE("the package's flag decides the form, else what its modules do") {
    CHECK(package("zip_safe=True", "x = __file__\n").egg().zip);
    CHECK_FALSE(package("zip_safe=False").egg().zip);
    CHECK(package().egg().zip);
    const egg::BuiltEgg scanned = package("", "x = __file__\n").egg();
    CHECK_FALSE(scanned.zip);
    CHECK(scanned.hazards == Strings{"x.main uses __file__"});
    CHECK(content_of(scanned, "EGG-INFO/not-zip-safe") == "\n");
    CHECK(content_of(scanned, "EGG-INFO/SOURCES.txt").find("zip-safe") == std::string::npos);
    CHECK(content_of(package("zip_safe=False").egg(), "EGG-INFO/SOURCES.txt")
              .find("calamari_x.egg-info/not-zip-safe") != std::string::npos);
}

TEST_CASE("a form that is asked for wins over the flag, which stays what it is") {
    egg::EggOptions options;
    options.python = "2.7";
    options.zip = true;
    const Package unsafe = package("zip_safe=False");
    const egg::BuiltEgg egg = egg::build_egg(unsafe.sources(), options);
    CHECK(egg.zip);
    CHECK(content_of(egg, "EGG-INFO/not-zip-safe") == "\n");
}

TEST_CASE("written eggs have modes and times that umask and clock do not change") {
    const test::Dir dir;
    const mode_t old = umask(077);
    const auto zip = egg::write_egg(package().egg(), dir.path() / "a", kEpoch);
    const auto tree = egg::write_egg(package("zip_safe=False").egg(), dir.path() / "b", kEpoch);
    umask(old);
    CHECK(status_of(zip).st_mode == (S_IFREG | 0644));
    CHECK(status_of(zip).st_mtime == time_of(fs::read_file(zip)));
    CHECK(status_of(tree).st_mode == (S_IFDIR | 0755));
    CHECK(status_of(tree / "x/db").st_mode == (S_IFDIR | 0755));
    CHECK(status_of(tree / "x/db").st_mtime == kEpoch);
    CHECK(status_of(tree / "x/main.py").st_mode == (S_IFREG | 0644));
    CHECK(status_of(tree / "x/main.py").st_mtime == time_of(fs::read_file(tree / "x/main.py")));
    CHECK(status_of(tree / "EGG-INFO/scripts/tool").st_mode == (S_IFREG | 0755));
    CHECK(fs::read_file(zip) == egg::zip_bytes(package().egg(), kEpoch));
}

TEST_CASE("a new egg takes the old one's place, in either form, and leaves nothing beside it") {
    const test::Dir dir;
    const egg::BuiltEgg zip = package().egg();
    const egg::BuiltEgg tree = package("zip_safe=False").egg();
    for (const egg::BuiltEgg* egg : {&zip, &tree, &tree, &zip, &zip}) {
        const auto path = egg::write_egg(*egg, dir.path(), kEpoch);
        CHECK(std::filesystem::is_directory(path) == !egg->zip);
        const std::filesystem::directory_iterator items(dir.path());
        CHECK(std::distance(begin(items), end(items)) == 1);
    }
}
