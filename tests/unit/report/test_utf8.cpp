#include "lib/report/utf8.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace calpkg::report;

TEST_CASE("invalid UTF-8 is told from valid") {
    CHECK(is_utf8("a\xc3\xa9\xe2\x82\xac\xf0\x9f\x8e\x89"));
    CHECK(is_utf8(""));
    CHECK_FALSE(is_utf8("\xc0\xaf"));         // overlong
    CHECK_FALSE(is_utf8("\xed\xa0\x80"));     // surrogate
    CHECK_FALSE(is_utf8("\xf4\x90\x80\x80")); // above U+10FFFF
    CHECK_FALSE(is_utf8("\xe2\x82"));         // cut short
}

TEST_CASE("a sequence has one to four bytes, and none where no character begins") {
    const std::string text = "a\xc3\xa9\xe2\x82\xac\xf0\x9f\x8e\x89";
    CHECK(utf8_sequence_length(text, 0) == 1);
    CHECK(utf8_sequence_length(text, 1) == 2);
    CHECK(utf8_sequence_length(text, 2) == 0);
    CHECK(utf8_sequence_length(text, 3) == 3);
    CHECK(utf8_sequence_length(text, 6) == 4);
    CHECK(utf8_sequence_length(text, text.size()) == 0);
}
