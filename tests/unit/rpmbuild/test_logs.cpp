#include "lib/fs/file.hpp"
#include "lib/report/error.hpp"
#include "lib/rpmbuild/logs.hpp"
#include "support/support.hpp"

#include <doctest/doctest.h>

using namespace calpkg;

TEST_CASE("the tail of a log is its last lines") {
    CHECK(rpmbuild::tail("") == "");
    CHECK(rpmbuild::tail("\n\n") == "");
    CHECK(rpmbuild::tail("one") == "one\n");
    CHECK(rpmbuild::tail("one\ntwo\nthree\n", 2) == "two\nthree\n");
    CHECK(rpmbuild::tail("one\n\nthree\n", 5) == "one\n\nthree\n");
    CHECK(rpmbuild::tail("zero\none\n\ntwo", 3) == "one\n\ntwo\n");
}

TEST_CASE("what is added to a log is in it, or an error") {
    const test::Dir dir;
    const auto log = dir.write("log", "one\n");
    rpmbuild::append_to_log(log, "two\n");
    CHECK(fs::read_file(log) == "one\ntwo\n");
    CHECK_THROWS_WITH_AS(rpmbuild::append_to_log("/dev/full", "x"),
                         doctest::Contains("/dev/full: cannot write to: No space left on device"),
                         report::Error);
}

TEST_CASE("a log cannot send commands to the terminal") {
    CHECK(rpmbuild::tail("a\tb\x1b[2J\n") == "a b\\x1b[2J\n");
}

TEST_CASE("the build's private directory does not stay in a log") {
    const test::Dir dir;
    const auto log =
        dir.write("log", "/out/.el6.work-Ab12cd/server/SPECS x /out/.el6.work-Ab12cd/server\n");
    rpmbuild::hide_run(log, "/out/.el6.work-Ab12cd/server");
    CHECK(fs::read_file(log) == "%{_topdir}/SPECS x %{_topdir}\n");
    rpmbuild::hide_run(log, "/elsewhere");
    CHECK(fs::read_file(log) == "%{_topdir}/SPECS x %{_topdir}\n");
    CHECK_NOTHROW(rpmbuild::hide_run(dir.path() / "missing", "/x"));
}

TEST_CASE("the random names of rpm's scripts do not stay in a log") {
    CHECK(rpmbuild::without_run("Executing(%install): /bin/sh -e /w/t/tmp/rpm-tmp.a1B2c3\n"
                                "/w/t/tmp/rpm-tmp.zzZZ99: line 3\n/w/t/tmp/rpm-tmp.",
                                "/w/t") ==
          "Executing(%install): /bin/sh -e %{_topdir}/tmp/rpm-tmp.XXXXXX\n"
          "%{_topdir}/tmp/rpm-tmp.XXXXXX: line 3\n%{_topdir}/tmp/rpm-tmp.");
}

TEST_CASE("libmagic's warnings do not stay in a log, in whatever order its threads wrote them") {
    const std::string words = "using regular magic file `/w/t/SOURCES/magic'";
    for (const std::string& noise : {"Warning: " + words + "\nWarning: " + words + "\n",
                                     "Warning: Warning: " + words + "\n" + words + "\n",
                                     "Warning: Warning: " + words + words + "\n\n"})
        CHECK(rpmbuild::without_run("Processing files: x\n" + noise + "Provides: x\n", "/w/t") ==
              "Processing files: x\nProvides: x\n");
    CHECK(rpmbuild::without_run("Warning: " + words + "\nWarning: other\n\nx", "/w/t") ==
          "Warning: other\n\nx");
    CHECK(rpmbuild::without_run("\n\nWarning: other", "/w/t") == "\n\nWarning: other");
}

TEST_CASE("failed logs replace those of the run before and leave other files alone") {
    const test::Dir dir;
    dir.write("failed-el6/logs/clients.log", "of the run before");
    dir.write("failed-el6/logs/notes.txt", "mine");
    dir.write("work/server.log", "why");
    dir.write("work/diamond.log", "fine");
    std::vector<rpmbuild::Outcome> outcomes{
        {.component = "server"}, {.component = "diamond", .ok = true}, {.component = "clients"}};
    rpmbuild::keep_failed_logs(outcomes, dir.path() / "work", dir.path(), "el6");
    CHECK(outcomes[0].log == dir.path() / "failed-el6/logs/server.log");
    CHECK(fs::read_file(outcomes[0].log) == "why");
    CHECK(outcomes[1].log.empty());
    CHECK(outcomes[2].log.empty());
    CHECK_FALSE(std::filesystem::exists(dir.path() / "failed-el6/logs/clients.log"));

    rpmbuild::remove_failed_logs(dir.path(), "el6");
    CHECK_FALSE(std::filesystem::exists(dir.path() / "failed-el6/logs/server.log"));
    CHECK(fs::read_file(dir.path() / "failed-el6/logs/notes.txt") == "mine");
    std::filesystem::remove(dir.path() / "failed-el6/logs/notes.txt");
    rpmbuild::remove_failed_logs(dir.path(), "el6");
    CHECK_FALSE(std::filesystem::exists(dir.path() / "failed-el6"));
}
