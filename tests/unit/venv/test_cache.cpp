#include "support/complaint.hpp"
#include "support/support.hpp"

#include "lib/venv/cache.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <chrono>
#include <cstdlib>
#include <thread>

using namespace calpkg;

namespace {

using State = venv::CacheEntry::State;

/// An entry with all its files.
void fill(const test::Dir& dir, venv::CacheEntry& entry) {
    entry.claim({});
    for (const char* name : {"venv.tar", "lock.yaml", "facts", "log"})
        dir.write(std::string("digest/") + name, name);
    entry.seal();
    entry.share({});
}

} // namespace

TEST_CASE("an entry counts once it is sealed, and only as long as no byte of it changes") {
    const test::Dir dir;
    venv::CacheEntry entry(dir.path(), "digest", {});
    CHECK(entry.state() == State::absent);
    dir.write("digest/venv.tar", "whatever a killed run wrote");
    CHECK(entry.state() == State::absent);
    fill(dir, entry);
    CHECK(entry.state() == State::whole);
    CHECK(test::run({"sha256sum", "--check", "sha256sums"}, entry.directory()).ok());
    for (const char* name : {"venv.tar", "lock.yaml", "facts", "log"}) {
        CAPTURE(name);
        dir.write(std::string("digest/") + name, "altered");
        CHECK(entry.state() == State::altered);
        std::filesystem::remove(entry.directory() / name);
        CHECK(entry.state() == State::altered);
        fill(dir, entry);
        CHECK(entry.state() == State::whole);
    }
    dir.write("digest/sha256sums", "");
    CHECK(entry.state() == State::altered);
}

TEST_CASE("what was there goes, and what a killed run left") {
    const test::Dir dir;
    venv::CacheEntry entry(dir.path(), "digest", {});
    fill(dir, entry);
    dir.write("digest/.venv.tar.Xa1b2c", "half");
    entry.claim({});
    entry.clear();
    CHECK(entry.state() == State::absent);
    CHECK(std::filesystem::is_empty(entry.directory()));
}

TEST_CASE("users share an entry; who builds it waits for them, and they for him") {
    const test::Dir dir;
    venv::CacheEntry first(dir.path(), "digest", [] { FAIL("waited for nobody"); });
    auto user = std::make_unique<venv::CacheEntry>(dir.path(), "digest",
                                                   [] { FAIL("users wait for each other"); });
    std::atomic<int> waits = 0;
    std::atomic<bool> released = false;
    bool in_order = false;
    std::thread builder([&] {
        first.claim([&] { ++waits; });
        in_order = released.load();
    });
    while (waits == 0) std::this_thread::sleep_for(std::chrono::milliseconds(5));
    released = true;
    user.reset();
    builder.join();
    CHECK(in_order);

    released = false;
    std::thread second([&] {
        const venv::CacheEntry entry(dir.path(), "digest", [&] { ++waits; });
        in_order = released.load();
    });
    while (waits == 1) std::this_thread::sleep_for(std::chrono::milliseconds(5));
    const venv::CacheEntry other(dir.path(), "another", [] { FAIL("nobody has that one"); });
    released = true;
    first.share({});
    second.join();
    CHECK(in_order);
}

TEST_CASE("two who both use an entry and want to build it do not wait for each other") {
    const test::Dir dir;
    auto first = std::make_unique<venv::CacheEntry>(dir.path(), "digest", nullptr);
    auto second = std::make_unique<venv::CacheEntry>(dir.path(), "digest", nullptr);
    std::thread builder([&] {
        first->claim({});
        first.reset();
    });
    second->claim({});
    second.reset();
    builder.join();
}

TEST_CASE("a cache that cannot be written to is told with the way out") {
    const test::Dir dir;
    dir.write("file", "");
    CHECK(test::has(test::complaint([&] { venv::CacheEntry(dir.path() / "file", "digest", {}); }),
                    "set XDG_CACHE_HOME"));
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

TEST_CASE(
    "an entry is found when it is whole and nobody builds it, and nothing is made to find out") {
    const test::Dir dir;
    CHECK(venv::CacheEntry::find(dir.path() / "cache", "digest") == nullptr);
    CHECK(!std::filesystem::exists(dir.path() / "cache"));
    venv::CacheEntry entry(dir.path(), "digest", {});
    CHECK(venv::CacheEntry::find(dir.path(), "digest") == nullptr);
    fill(dir, entry);
    const auto found = venv::CacheEntry::find(dir.path(), "digest");
    REQUIRE(found != nullptr);
    CHECK(found->tree() == entry.tree());
    dir.write("digest/facts", "other");
    CHECK(venv::CacheEntry::find(dir.path(), "digest") == nullptr);
}

TEST_CASE("an entry that somebody builds is not there, and is not waited for") {
    const test::Dir dir;
    venv::CacheEntry entry(dir.path(), "digest", {});
    fill(dir, entry);
    entry.claim({});
    CHECK(venv::CacheEntry::find(dir.path(), "digest") == nullptr);
    entry.share({});
    CHECK(venv::CacheEntry::find(dir.path(), "digest") != nullptr);
}
