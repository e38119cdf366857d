#include "lib/hash/siphash.hpp"

#include <doctest/doctest.h>

using namespace calpkg;

// `openssl mac -macopt hexkey:a70d00…00 -macopt size:8 [-macopt c-rounds:1 -macopt d-rounds:3] SIPHASH`,
// read as a little-endian number; Python 3.11's _imp.source_hash(3495, …) gives those of one round.
TEST_CASE("a hash is the one that OpenSSL and Python compute") {
    constexpr std::uint64_t key = 3495;
    CHECK(hash::siphash(1, key, "print(1)\n") == 0xcdfc41b9d111585a);
    CHECK(hash::siphash(1, key, "") == 0x1fc3e7ab47a4a58a);
    CHECK(hash::siphash(1, key, "12345678") == 0xdd8d98dd0bc10e92); // a whole word
    CHECK(hash::siphash(2, key, "print(1)\n") == 0xb1706e90bec16a19);
    CHECK(hash::siphash(2, key, "") == 0x2e55ff926410f771);
    CHECK(hash::siphash(2, key, "12345678") == 0x2cae5b8a0586f98e);
}
