#include "lib/rpmbuild/await_line.hpp"
#include "support/support.hpp"

#include <doctest/doctest.h>

#include <fstream>
#include <future>

using namespace calpkg;

TEST_CASE("a whole line of a log is awaited, not one like it and not a half") {
    const test::Dir dir;
    const std::string line = "Wrote: /top/a.src.rpm";
    const std::atomic<bool> ended = true;
    const auto told = [&](const std::string& log) {
        return rpmbuild::await_line(dir.write("log", log), line, ended);
    };
    CHECK(told("begin\n" + line + "\nend\n"));
    CHECK_FALSE(told("begin\n" + line + ".old\nX" + line + "\n"));
    CHECK_FALSE(told(line));
    CHECK_FALSE(told(""));
    CHECK_FALSE(rpmbuild::await_line(dir.path() / "missing", line, ended));
}

TEST_CASE("a line that comes in pieces, in a log that comes later, ends the waiting") {
    const test::Dir dir;
    const auto log = dir.path() / "log";
    const std::atomic<bool> never = false;
    std::future<bool> told =
        std::async(std::launch::async, [&] { return rpmbuild::await_line(log, "two", never); });
    for (const char* piece : {"one\nt", "w", "o\n", "three"})
        std::ofstream(log, std::ios::app) << piece;
    CHECK(told.get());
}

TEST_CASE("nothing is waited for when the program has ended") {
    const test::Dir dir;
    const auto log = dir.write("log", "one\n");
    std::atomic<bool> ended = false;
    std::future<bool> told =
        std::async(std::launch::async, [&] { return rpmbuild::await_line(log, "two", ended); });
    ended = true;
    CHECK_FALSE(told.get());
}
