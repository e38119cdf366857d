#include "lib/engine/run.hpp"
#include "lib/fs/file.hpp"
#include "support/support.hpp"

#include <doctest/doctest.h>

using namespace calpkg;

namespace {

constexpr auto kLong = std::chrono::hours(1);

} // namespace

TEST_CASE("words with values are one word each, and never read by a shell") {
    const test::Dir dir;
    const process::Command command =
        engine::command_of({{}, {"printf", "%s|", "{a}", "x{a}", "{b}"}}, {{"a", "1 $(id)"}},
                           dir.path(), std::chrono::steady_clock::now() + kLong);
    CHECK(engine::run_logged(command, dir.path() / "log").out == "1 $(id)|x1 $(id)|{b}|");
    const std::string log = fs::read_file(dir.path() / "log");
    CHECK(log.starts_with("$ printf"));
    CHECK(log.ends_with("1 $(id)|x1 $(id)|{b}|"));
}

TEST_CASE("of a log its end is read, however long it is") {
    const test::Dir dir;
    CHECK(engine::text_of_log(dir.path() / "log").empty());
    dir.write("log", std::string(17 << 20, 'x') + "\nend\n");
    const std::string text = engine::text_of_log(dir.path() / "log");
    CHECK(text.size() == 16 << 20);
    CHECK(engine::last_line(text) == "end");
}

TEST_CASE("the last line that fits tells the state") {
    CHECK(engine::last_match("state ([A-Z]+)", "state OLD\nstate NEW\nother\n") == "NEW");
    CHECK(engine::last_match("state ([A-Z]+)", "nothing\n").empty());
    // std::regex would need a stack as deep as the line is long.
    CHECK(engine::last_match("^(x*)$", std::string(1 << 20, 'x')).size() == 4096);
}

TEST_CASE("a builder's reasons explain the last line that one of them fits") {
    engine::Builder builder;
    builder.reasons = {{"nothing provides", "give it"}, {"refused|denied", "ask"}};
    CHECK(engine::reason_in(builder, "denied\nnothing provides x\nfailed\n") == "give it");
    CHECK(engine::reason_in(builder, "failed\n").empty());
}

TEST_CASE("the last line is what the program said, not how it was called") {
    CHECK(engine::last_line("one\n\n[    1s] \n$ program\n") == "one");
    CHECK(engine::last_line("$ program\n").empty());
}
