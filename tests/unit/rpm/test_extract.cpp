#include "lib/fs/file.hpp"
#include "lib/report/error.hpp"
#include "lib/rpm/extract.hpp"
#include "lib/rpm/format/package_parts.hpp"
#include "support/rewrite_fixture.hpp"

#include <doctest/doctest.h>

using namespace calpkg;

TEST_CASE("a file comes out of every kind of payload as rpm2cpio gives it") {
    for (const std::string payload :
         {"w9.gzdio", "w9.bzdio", "w2.xzdio", "w2.lzdio", "w3.zstdio", "w.ufdio"}) {
        CAPTURE(payload);
        const test::Dir dir;
        const auto package = test::build_rich(dir, payload);
        const rpm::OpenPackage open(package);
        CHECK(rpm::read_package_file(open, test::kEgg) == test::kEggContent);
        CHECK(rpm::read_package_file(open, "/opt/calamari/noise") ==
              test::unpacked(package, "/opt/calamari/noise"));
    }
}

TEST_CASE("every name of a hard-linked file has its content") {
    const test::Dir dir;
    const rpm::OpenPackage open(test::build_rich(dir));
    for (const std::string name : {"one", "two", "zzz"})
        CHECK(rpm::read_package_file(open, "/opt/calamari/" + name) == "linked\n");
    CHECK(rpm::read_package_file(open, "/opt/calamari/hollow") == "");
}

TEST_CASE(
    "a directory's regular files come with their whole paths, ghosts and links are left out") {
    const test::Dir dir;
    const rpm::OpenPackage open(test::build_rich(dir));
    const std::string top = std::string(test::kTree) + "/";
    const auto files = rpm::read_package_files(open, top);
    CHECK(files.size() == 11);
    CHECK(files.at(top + "EGG-INFO/PKG-INFO") == "Name: tree\n");
    CHECK(files.at(top + "pkg/settings.pyc") == "bytecode of settings\n");
    CHECK(files.at(top + "pkg/settings.pyo") == "bytecode of settings\n");
    CHECK(rpm::read_package_files(open, "/var/").empty());
    CHECK(rpm::read_package_files(open, "/nowhere/").empty());
    CHECK_FALSE(rpm::read_package_files(open, "/opt/").contains("/opt/calamari/link"));
}

TEST_CASE("what has no content of its own is refused, and what is larger than allowed") {
    const test::Dir dir;
    const rpm::OpenPackage open(test::build_rich(dir));
    CHECK_THROWS_WITH_AS(
        rpm::read_package_file(open, "/opt/calamari/gone"),
        doctest::Contains("calamari-server-1.2.rpm: holds no file /opt/calamari/gone"),
        report::Error);
    for (const std::string path : {"/opt/calamari", "/opt/calamari/link", "/var/log/sample.log"})
        CHECK_THROWS_WITH_AS(rpm::read_package_file(open, path),
                             doctest::Contains("has no content of its own"), report::Error);
    CHECK_THROWS_WITH_AS(rpm::read_package_file(open, "/opt/calamari/noise", 69999),
                         doctest::Contains("is larger than"), report::Error);
    CHECK(rpm::read_package_file(open, "/opt/calamari/noise", 70000).size() == 70000);
    CHECK_THROWS_WITH_AS(rpm::read_package_files(open, "/opt/", 70000),
                         doctest::Contains("is larger than"), report::Error);
}

TEST_CASE("a damaged package gives an error and no content") {
    const test::Dir dir;
    const std::string content = fs::read_file(test::build_rich(dir, "w.ufdio"));
    std::string damaged = content;
    const std::size_t at = damaged.rfind("the egg as it was");
    damaged[at] = 'T';
    CHECK_THROWS_WITH_AS(
        rpm::read_package_file(rpm::OpenPackage(dir.write("d.rpm", damaged)), test::kEgg),
        doctest::Contains("another digest than the header says"), report::Error);
    // The end without files, the trailer, need not be read.
    for (std::size_t size = 0; size + 300 < content.size(); size += content.size() / 30)
        CHECK_THROWS_AS(rpm::read_package_files(
                            rpm::OpenPackage(dir.write("d.rpm", content.substr(0, size))), "/"),
                        report::Error);
}
