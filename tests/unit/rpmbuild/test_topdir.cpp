#include "lib/hash/content_time.hpp"
#include "lib/hash/digest.hpp"
#include "lib/report/error.hpp"
#include "lib/rpmbuild/topdir.hpp"
#include "support/support.hpp"
#include "tiny_plan.hpp"

#include <doctest/doctest.h>

#include <sys/stat.h>

using namespace calpkg;
using rpmbuild::find_build_root;

TEST_CASE("the build root is found where old rpm and where new rpm makes it") {
    const test::Dir old_rpm, new_rpm;
    old_rpm.write("BUILD/sample-1.0/Makefile", "");
    old_rpm.write("BUILDROOT/sample-1.0-1.el6.noarch/usr/bin/sample", "");
    CHECK(find_build_root(old_rpm.path()) == old_rpm.path() / "BUILDROOT/sample-1.0-1.el6.noarch");
    std::filesystem::create_directories(new_rpm.path() / "BUILDROOT");
    new_rpm.write("BUILD/sample-1.0-build/BUILDROOT/usr/bin/sample", "");
    CHECK(find_build_root(new_rpm.path()) == new_rpm.path() / "BUILD/sample-1.0-build/BUILDROOT");
}

TEST_CASE("no build root is an error: what nobody looked at is not clean") {
    const test::Dir dir;
    std::filesystem::create_directories(dir.path() / "BUILDROOT");
    CHECK_THROWS_WITH_AS(find_build_root(dir.path()), doctest::Contains("left no build root"),
                         report::Error);
}

TEST_CASE("directories are there that rpmbuild makes in a stage that is left out") {
    const test::Dir dir;
    const plan::Plan plan = test::tiny_plan(dir, "server");
    rpmbuild::prepare_topdir(plan, dir.path() / "top");
    // The first line of rpm 4.20's %install is "cd" to this one.
    CHECK(std::filesystem::is_directory(dir.path() / "top/BUILD" /
                                        ("tiny-server-" + plan.version + "-build")));
}

TEST_CASE("the files of a source package have the times of their contents") {
    const test::Dir dir;
    const plan::Plan plan = test::tiny_plan(dir, "server");
    rpmbuild::prepare_topdir(plan, dir.path() / "top");
    for (const std::string name : {"SPECS/tiny-server.spec", "SOURCES/tiny-server.files"}) {
        const auto file = dir.path() / "top" / name;
        struct stat status {};
        REQUIRE(lstat(file.c_str(), &status) == 0);
        CHECK(status.st_mtime == hash::content_time(plan.epoch, hash::sha256_file(file)));
    }
}

TEST_CASE("a plan whose virtualenv has not been made is not staged") {
    const test::Dir dir;
    plan::Plan plan = test::tiny_plan(dir, "server");
    plan.venv_to_make = plan::VenvToMake{};
    CHECK_THROWS_WITH_AS(rpmbuild::prepare_topdir(plan, dir.path() / "top"),
                         doctest::Contains("a virtualenv that has not been made"), report::Error);
    CHECK(!std::filesystem::exists(dir.path() / "top"));
    plan.venv_to_make->made = true;
    CHECK_NOTHROW(rpmbuild::prepare_topdir(plan, dir.path() / "top"));
}
