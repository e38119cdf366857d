#include "lib/rpm/fast_digest.hpp"

#include <doctest/doctest.h>

using namespace calpkg;

TEST_CASE("the fast digest is XXH3's, 128 bits") {
    // xxHash's own vectors: `printf '' | xxh128sum`, `printf abc | xxh128sum`
    CHECK(rpm::fast_digest("") == "99aa06d3014798d86001c324468d497f");
    CHECK(rpm::fast_digest("abc") == "06b05ab6733a618578af5f94892f3950");
}

TEST_CASE("pieces of any size give the digest of the whole") {
    const std::string data(300'000, 'x');
    rpm::FastDigest digest;
    for (std::size_t at = 0, size = 1; at < data.size(); at += size, size = size * 3 + 1)
        digest.update(data.data() + at, std::min(size, data.size() - at));
    CHECK(digest.finish() == rpm::fast_digest(data));
    CHECK(rpm::fast_digest(data.substr(1)) != rpm::fast_digest(data));
}
