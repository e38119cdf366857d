#include "lib/report/text.hpp"

#include <doctest/doctest.h>

using namespace calpkg::report;
using Texts = std::vector<std::string>;

TEST_CASE("a text's lines come without their ends, whether the last one has one or not") {
    CHECK(lines_of("a\nb\n") == Texts{"a", "b"});
    CHECK(lines_of("a\nb") == Texts{"a", "b"});
    CHECK(lines_of("a\r\n\r\nb\r") == Texts{"a", "", "b"});
    CHECK(lines_of("\n\n") == Texts{"", ""});
    CHECK(lines_of("").empty());
    CHECK(lines_of("a\rb\n") == Texts{"a\rb"});
}

TEST_CASE("parts between separators are kept when they are empty") {
    CHECK(split("a:b", ':') == Texts{"a", "b"});
    CHECK(split(":a::", ':') == Texts{"", "a", "", ""});
    CHECK(split("", ':') == Texts{""});
}

TEST_CASE("every mention is replaced, and what was put in is not looked at again") {
    CHECK(replaced("a.b.c", ".", "..") == "a..b..c");
    CHECK(replaced("aaa", "aa", "b") == "ba");
    CHECK(replaced("abc", "", "x") == "abc");
    CHECK(replaced("abc", "d", "x") == "abc");
}

TEST_CASE("text in markup is text, in quotes, too") {
    CHECK(report::markup("<a href=\"x\">'&amp;'") ==
          "&lt;a href=&quot;x&quot;&gt;&#39;&amp;amp;&#39;");
    CHECK(report::markup("plain") == "plain");
}
