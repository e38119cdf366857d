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

TEST_CASE("characters that are not seen are known, and those that are seen") {
    for (const char* hidden :
         {"\t",           "\x7f",         "\xc2\x85",     "\xc2\xad",         "\xd8\x9c",
          "\xe2\x80\x8b", "\xe2\x80\x8d", "\xe2\x80\xa8", "\xe2\x80\xae",     "\xe2\x81\xa6",
          "\xe2\x81\xa9", "\xe3\x85\xa4", "\xef\xb8\x8f", "\xef\xbb\xbf",     "\xf3\xa0\x80\xa1",
          "\xef\xb7\x90", "\xef\xbf\xbe", "\xef\xbf\xbf", "\xf0\x9f\xbf\xbe", "\xf4\x8f\xbf\xbf"}) {
        CAPTURE(hidden);
        CHECK(has_hidden(hidden));
        CHECK(has_hidden("a" + std::string(hidden) + "b"));
    }
    for (const char* seen : {"", "plain name~", "\xc2\xa1", "Größe €", "\xd9\x85", "\xe2\x80\x94",
                             "日本", "😀", "\xff\xad", "\xef\xbf\xbd"})
        CHECK_FALSE(has_hidden(seen));
}
