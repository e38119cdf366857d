#include "complaint.hpp"
#include "support/support.hpp"

#include "lib/venv/cache.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <chrono>
#include <cstdlib>
#include <thread>

using namespace calpkg;

TEST_CASE("an entry is complete when all of it is there, and leftovers of a killed run go") {
    const test::Dir dir;
    {
        const venv::CacheEntry entry(dir.path(), "digest", {});
        CHECK_FALSE(entry.complete());
        dir.write("digest/.venv.tar.Xa1b2c", "half");
        dir.write("digest/lock.yaml", "x");
    }
    const venv::CacheEntry entry(dir.path(), "digest", {});
    CHECK_FALSE(entry.complete());
    CHECK_FALSE(std::filesystem::exists(dir.path() / "digest/.venv.tar.Xa1b2c"));
    dir.write("digest/venv.tar", "x");
    dir.write("digest/facts", "");
    CHECK_FALSE(entry.complete());
    dir.write("digest/log", "x");
    CHECK(entry.complete());
    dir.write("digest/lock.yaml", "");
    CHECK_FALSE(entry.complete());
}

TEST_CASE("who comes second waits until the first has finished") {
    const test::Dir dir;
    auto first = std::make_unique<venv::CacheEntry>(dir.path(), "digest", nullptr);
    std::atomic<bool> waiting = false;
    std::atomic<bool> released = false;
    std::atomic<bool> in_order = false;
    std::thread second([&] {
        const venv::CacheEntry entry(dir.path(), "digest", [&] { waiting = true; });
        in_order = released.load();
    });
    while (!waiting) std::this_thread::sleep_for(std::chrono::milliseconds(5));
    const venv::CacheEntry other(dir.path(), "another", nullptr); // nobody waits for that one
    released = true;
    first.reset();
    second.join();
    CHECK(in_order);
}

TEST_CASE("the cache lies where the XDG base directories say") {
    setenv("XDG_CACHE_HOME", "/c", 1);
    setenv("HOME", "/h", 1);
    CHECK(venv::default_cache() == "/c/cal-pkg/venv");
    setenv("XDG_CACHE_HOME", "relative", 1);
    CHECK(venv::default_cache() == "/h/.cache/cal-pkg/venv");
    unsetenv("XDG_CACHE_HOME");
    unsetenv("HOME");
    CHECK(test::has(test::complaint([] { venv::default_cache(); }), "set HOME or XDG_CACHE_HOME"));
}
