#include "lib/fs/file.hpp"
#include "lib/process/environment.hpp"
#include "lib/process/interrupt.hpp"
#include "lib/process/run.hpp"
#include "lib/report/error.hpp"
#include "support/support.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <csignal>
#include <thread>

using namespace calpkg;
using process::Command;
using process::run;

namespace {

Command shell(const std::string& script) {
    Command command;
    command.argv = {"sh", "-c", script};
    command.env = {{"PATH", std::getenv("PATH")}};
    return command;
}

} // namespace

TEST_CASE("streams and exit code are kept apart") {
    const process::Result result = run(shell("echo out; echo err >&2; exit 3"));
    CHECK(result.out == "out\n");
    CHECK(result.err == "err\n");
    CHECK(result.exit_code == 3);
    CHECK_FALSE(result.ok());
    CHECK(result.ending() == "exit code 3");
}

TEST_CASE("a program killed by a signal is not 'exit code 0'") {
    const process::Result result = run(shell("kill -9 $$"));
    CHECK(result.signal == SIGKILL);
    CHECK_FALSE(result.ok());
    CHECK(result.ending() == "killed by signal 9 (Killed)");
}

TEST_CASE("nothing of the environment is inherited but what was given") {
    setenv("CALPKG_LEAK", "1", 1);
    CHECK(run(shell("echo ${CALPKG_LEAK-none}")).out == "none\n");
    unsetenv("CALPKG_LEAK");
}

TEST_CASE("all variables of this process can be handed on") {
    setenv("CALPKG_KEPT", "a=b c", 1);
    Command command = shell("printf %s \"$CALPKG_KEPT\"");
    command.env = process::whole_environment();
    CHECK(run(command).out == "a=b c");
    unsetenv("CALPKG_KEPT");
}

TEST_CASE("arguments reach the program as they are, without a shell between") {
    Command command = shell("");
    command.argv = {"printf", "%s|", "a b", "$(touch pwned)", "*", "'\"", ""};
    CHECK(run(command).out == "a b|$(touch pwned)|*|'\"||");
}

TEST_CASE("a program that does not exist is an error with a way out") {
    Command command = shell("");
    command.argv = {"no-such-program-here"};
    CHECK_THROWS_WITH_AS(run(command), doctest::Contains("no-such-program-here: program not found"),
                         report::Error);
}

TEST_CASE("more output than a pipe holds does not block") {
    CHECK(run(shell("head -c 1000000 /dev/zero; head -c 1000000 /dev/zero >&2")).out.size() ==
          1000000);
}

TEST_CASE("a program that was started before gets its input, be it more than a pipe holds") {
    process::Started cat(shell("cat; echo end >&2"));
    const std::string input(3000000, 'x');
    const process::Result result = cat.finish(input);
    CHECK(result.out == input);
    CHECK(result.err == "end\n");
    CHECK(process::Started(shell("cat")).finish("").out.empty());
}

TEST_CASE(
    "a program that does not read its input is not an error, and what was started is not left") {
    process::Started deaf(shell("exec <&-; exit 3"));
    CHECK(deaf.finish(std::string(3000000, 'x')).exit_code == 3);
    const test::Dir dir;
    const std::string pid = (dir.path() / "pid").string();
    {
        Command command = shell("echo $$ >new; mv new pid; read x");
        command.cwd = dir.path();
        const process::Started waits(command);
        while (!std::filesystem::exists(pid)) std::this_thread::yield();
    }
    CHECK(kill(std::stoi(fs::read_file(pid)), 0) != 0);
    CHECK_THROWS_AS(process::Started(Command{{"no-such-program-here"}, {}, {}, {}}), report::Error);
}

TEST_CASE("a log takes both streams in order and is appended to") {
    const test::Dir dir;
    Command command = shell("echo one; echo two >&2");
    command.log = dir.path() / "log";
    CHECK(run(command).ok());
    CHECK(run(command).ok());
    CHECK(fs::read_file(command.log) == "one\ntwo\none\ntwo\n");
}

TEST_CASE("an interrupt ends the whole process group and is told apart from failure") {
    const process::InterruptGuard guard;
    std::thread killer([] {
        std::this_thread::sleep_for(std::chrono::milliseconds(100));
        kill(getpid(), SIGINT);
    });
    // Whoever waits for them meets ctest's own limit.
    CHECK_THROWS_AS(run(shell("sleep 9999 & sleep 9999")), report::Interrupted);
    killer.join();
}

TEST_CASE("a printed command line gives the same words when a shell reads it back") {
    Command command;
    command.argv = {"printf", "%s|", "it's", "a b", "$HOME", "", "--define", "dist .el6"};
    command.env = {{"PATH", std::getenv("PATH")}, {"NAME", "a 'b'"}};
    CHECK(run(shell(process::to_shell(command))).out == "it's|a b|$HOME||--define|dist .el6|");
}

TEST_CASE("a word in a message gives the same word when bash reads it back, and stays one line") {
    for (const std::string word : {"plain", "two words", "quo'te", "new\nline", "b\\ack\xe9'"}) {
        CAPTURE(word);
        const std::string shown = process::shell_word(word);
        CHECK(shown.find('\n') == std::string::npos);
        CHECK(test::run({"bash", "-c", "printf %s " + shown}).out == word);
    }
}

TEST_CASE("a program that runs at its deadline is ended, with what it has started") {
    const test::Dir dir;
    Command command = shell("sleep 1000 & echo $! > half; mv half child; wait");
    command.cwd = dir.path();
    // However long the machine takes until the program has come that far.
    for (auto time = std::chrono::milliseconds(200); !std::filesystem::exists(dir.path() / "child");
         time *= 2) {
        command.deadline = std::chrono::steady_clock::now() + time;
        const process::Result result = run(command);
        CHECK(result.timed_out);
        CHECK_FALSE(result.ok());
        CHECK(result.ending() == "took too long");
    }
    const int child = std::stoi(fs::read_file(dir.path() / "child"));
    while (kill(child, 0) == 0) std::this_thread::sleep_for(std::chrono::milliseconds(1));
    command.argv = {"true"};
    command.deadline = std::chrono::steady_clock::now() + std::chrono::hours(1);
    CHECK(run(command).ok());
}

TEST_CASE("a program that has closed its streams is ended at its deadline, too") {
    Command command = shell("exec >&- 2>&-; sleep 1000");
    command.deadline = std::chrono::steady_clock::now() + std::chrono::milliseconds(200);
    CHECK(run(command).timed_out);
    command = shell("exec >&- 2>&-; sleep 0.1; exit 3");
    command.deadline = std::chrono::steady_clock::now() + std::chrono::hours(1);
    CHECK(run(command).exit_code == 3);
}
