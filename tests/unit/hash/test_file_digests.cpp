#include "lib/fs/file.hpp"
#include "lib/fs/metadata.hpp"
#include "lib/hash/digest.hpp"
#include "lib/hash/file_digests.hpp"
#include "lib/report/error.hpp"
#include "support/support.hpp"

#include <doctest/doctest.h>

using namespace calpkg;

TEST_CASE("a file that somebody has changed, or put another one in the place of, is read again") {
    const test::Dir dir;
    const std::filesystem::path file = dir.write("file", "one");
    const hash::FileDigests digests;
    CHECK(digests.of(file) == hash::sha256("one"));
    CHECK(digests.of(file) == hash::sha256("one"));
    fs::set_time(file, 1000);
    dir.write("file", "two");
    fs::set_time(file, 2000);
    CHECK(digests.of(file) == hash::sha256("two"));
    dir.write("other", "six");
    fs::set_time(dir.path() / "other", 2000);
    std::filesystem::rename(dir.path() / "other", file);
    CHECK(digests.of(file) == hash::sha256("six"));
    std::filesystem::remove(file);
    CHECK_THROWS_AS(digests.of(file), report::Error);
}
