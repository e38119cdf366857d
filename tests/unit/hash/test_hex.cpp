#include "lib/hash/hex.hpp"

#include <doctest/doctest.h>

using namespace calpkg;

TEST_CASE("every byte is two digits") {
    CHECK(hash::hex("") == "");
    CHECK(hash::hex(std::string_view("\x00\x0f\x7f\xff", 4)) == "000f7fff");
}
