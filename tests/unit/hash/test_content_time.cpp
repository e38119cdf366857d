#include "lib/hash/content_time.hpp"
#include "lib/hash/digest.hpp"

#include <doctest/doctest.h>

#include <set>
#include <string>

using namespace calpkg;

namespace {

constexpr std::int64_t kCommit = 1406691219; // odd

std::int64_t time_of(const std::string& content, std::int64_t commit = kCommit) {
    return hash::content_time(commit, hash::sha256(content));
}

} // namespace

TEST_CASE("a file's time is even and before the commit's, by 24 days at most") {
    CHECK(hash::oldest_content_time(kCommit) == kCommit - 1 - 2 * hash::kContentTimes);
    for (int i = 0; i < 1000; ++i) {
        const std::int64_t time = time_of(std::to_string(i));
        CHECK(time % 2 == 0);
        CHECK(time < kCommit);
        CHECK(time >= hash::oldest_content_time(kCommit));
    }
}

TEST_CASE("the same content has the same time, and others are spread over all there are") {
    CHECK(time_of("abc") == time_of("abc"));
    // SHA-256 of "abc" begins with ba7816bf8f01cfe.
    CHECK(time_of("abc") == kCommit - 1 - 2 * (1 + 0xba7816bf8f01cfe % hash::kContentTimes));
    CHECK(time_of("abc", kCommit + 100) == time_of("abc") + 100);
    std::set<std::int64_t> times;
    for (int i = 0; i < 1000; ++i) times.insert(time_of(std::to_string(i)));
    CHECK(times.size() > 990); // 0.5 of 499,500 pairs are expected to meet
}

TEST_CASE("the first commits of 1970 get what times there are, and never 0") {
    for (const std::int64_t commit : {1, 2, 3, 4, 5, 100, 2000000})
        for (const std::string content : {"a", "b", "c", "d"}) {
            const std::int64_t time = time_of(content, commit);
            CHECK(time > 0);
            CHECK(time <= commit);
            CHECK(time >= hash::oldest_content_time(commit));
        }
    CHECK(time_of("a", 100) != time_of("b", 100));
    CHECK(time_of("a", UINT32_MAX) > UINT32_MAX - 3 * hash::kContentTimes);
}
