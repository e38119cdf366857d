#include "lib/process/interrupt.hpp"
#include "lib/repo/tree/output_lock.hpp"
#include "lib/report/error.hpp"
#include "support/support.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <chrono>
#include <csignal>
#include <optional>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <vector>

using namespace calpkg;
using repo::OutputLock;

TEST_CASE("one build at a time holds an output directory, the others wait and are told once") {
    const test::Dir dir;
    std::atomic<int> inside{0};
    std::atomic<int> collisions{0};
    std::atomic<int> told{0};
    {
        std::optional<OutputLock> first(std::in_place, dir.path(), "el6");
        std::vector<std::jthread> others;
        for (int i = 0; i < 3; ++i)
            others.emplace_back([&] {
                const OutputLock lock(dir.path(), "el6", [&] { ++told; });
                if (++inside != 1) ++collisions;
                std::this_thread::sleep_for(std::chrono::milliseconds(60));
                --inside;
            });
        std::this_thread::sleep_for(std::chrono::milliseconds(150));
        CHECK(inside == 0);
        CHECK(told == 3);
        first.reset();
    }
    CHECK(collisions == 0);
    CHECK(told == 3);
}

TEST_CASE("the lock's file goes with the lock") {
    const test::Dir dir;
    { const OutputLock lock(dir.path(), "el6"); }
    CHECK(std::filesystem::is_empty(dir.path()));
}

TEST_CASE("another target's build does not wait") {
    const test::Dir dir;
    const OutputLock one(dir.path(), "el6");
    const OutputLock other(dir.path(), "el7", [] { FAIL("waits"); });
}

TEST_CASE("a process that was killed gives the lock back") {
    const test::Dir dir;
    int ends[2];
    REQUIRE(pipe(ends) == 0);
    const pid_t child = fork();
    REQUIRE(child >= 0);
    if (child == 0) {
        const OutputLock lock(dir.path(), "el6");
        [[maybe_unused]] const ssize_t ignored = write(ends[1], "x", 1);
        pause();
        _exit(0);
    }
    char byte = 0;
    REQUIRE(read(ends[0], &byte, 1) == 1);
    bool waited = false;
    std::jthread killer([child] {
        std::this_thread::sleep_for(std::chrono::milliseconds(100));
        kill(child, SIGKILL);
        waitpid(child, nullptr, 0);
    });
    const OutputLock lock(dir.path(), "el6", [&] { waited = true; });
    CHECK(waited);
    close(ends[0]);
    close(ends[1]);
}

TEST_CASE("an interrupt ends the waiting") {
    const test::Dir dir;
    const process::InterruptGuard guard;
    const OutputLock holder(dir.path(), "el6");
    const auto wait_interrupted = [&] {
        const OutputLock lock(dir.path(), "el6", [] { kill(getpid(), SIGTERM); });
    };
    CHECK_THROWS_AS(wait_interrupted(), report::Interrupted);
}

TEST_CASE("a directory that cannot be written to is named, with a way out") {
    const test::Dir dir;
    const auto lock = [&] { const OutputLock held(dir.path() / "missing", "el6"); };
    CHECK_THROWS_WITH_AS(lock(), doctest::Contains("missing: cannot write there"), report::Error);
    CHECK_THROWS_WITH_AS(lock(), doctest::Contains("choose another directory"), report::Error);
}
