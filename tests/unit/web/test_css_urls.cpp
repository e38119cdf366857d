#include "lib/web/css_urls.hpp"

#include <doctest/doctest.h>

using calpkg::web::css_urls;
using Urls = std::vector<std::string>;

TEST_CASE("urls are found with and without quotes, in any case, with white space") {
    CHECK(css_urls(
              "a{background:url(a.png)} b{background: URL( \"b.png\" )} c{src:url('c d.woff')}") ==
          Urls{"a.png", "b.png", "c d.woff"});
    CHECK(css_urls("@import url(x.css);@font-face{src:url(a.eot?#iefix) format('x'),url(b.ttf)}") ==
          Urls{"x.css", "a.eot?#iefix", "b.ttf"});
}

TEST_CASE("comments and other strings hold no urls") {
    CHECK(css_urls("/* url(a.png) */ b{content:'url(c.png)'} d{x:url(e.png)} /* url(f") ==
          Urls{"e.png"});
    CHECK(css_urls("a{content:\"\\\"url(b.png)\"} c{x:url(d.png)}") == Urls{"d.png"});
    CHECK(css_urls("a{x:url(b/*c*/d.png)}") == Urls{"b/*c*/d.png"});
}

TEST_CASE("only the name url alone makes a url") {
    CHECK(css_urls("a{x:my-url(b) curl(c) -url(d) url (e) urls(f)}").empty());
    CHECK(css_urls("a{x:u\\rl(b)}").empty());
}

TEST_CASE("escapes are resolved") {
    CHECK(css_urls("a{x:url(b\\29 c.png)} d{x:url('e\\'f.png')} g{x:url(\\e9 h)}") ==
          Urls{"b)c.png", "e'f.png", "\xc3\xa9h"});
    CHECK(css_urls("a{x:'\\41\n url(b)'} c\\url(d){x:url(e)}") == Urls{"e"});
}

TEST_CASE("malformed urls are passed over, and what follows them is found") {
    CHECK(css_urls("a{x:url()} b{x:url( )} c{x:url(d 'e)} f{x:url(g)}") == Urls{"g"});
    CHECK(css_urls("a{x:url(b c\\) d) ; y:url(e)}") == Urls{"e"});
    CHECK(css_urls("a{content:'open\n} b{x:url(c)}") == Urls{"c"});
    for (const char* broken : {"", "u", "url", "url(", "url( ", "url(a", "url('", "url('a",
                               "url(a\\", "\\", "'\\", "url(\\", "/*", "url(\\ffffff", "url(a "}) {
        CAPTURE(broken);
        CHECK(css_urls(broken).size() <= 1);
    }
}

TEST_CASE("what a stylesheet imports by a text is found, too") {
    CHECK(css_urls("@import \"a.css\"; @import 'b.css' screen;@import url(c.css);@media x{}") ==
          Urls{"a.css", "b.css", "c.css"});
    CHECK(css_urls("@imports 'a' @importurl(b) @import-x 'c'").empty());
    CHECK(css_urls("@import").empty());
    CHECK(css_urls("@import \"").empty());
    CHECK(css_urls("/* @import 'a.css' */").empty());
}
