#include "lib/encode/gzip.hpp"

#include <doctest/doctest.h>

using namespace calpkg;

TEST_CASE("gzip data begins as RFC 1952 says, without a time") {
    std::string out;
    encode::Gzip gzip([&](std::string_view piece) { out += piece; }, 6);
    gzip.write("text");
    gzip.finish();
    CHECK(out.substr(0, 3) == "\x1f\x8b\x08");
    CHECK(out.substr(4, 4) == std::string(4, '\0'));
}
