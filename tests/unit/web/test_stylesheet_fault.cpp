#include "lib/web/stylesheet_fault.hpp"

#include <doctest/doctest.h>

using calpkg::web::stylesheet_fault;

TEST_CASE("what stands in texts and addresses opens and closes nothing") {
    for (const char* css : {"a { b: url(\"data:image/svg+xml,a='rgb(0,0,0)'\"); } c { d: e }",
                            "a { b: url( 'c)}' ) }", "a { b: URL(c'd) }", "a { b: url(c\\)'d) }",
                            "a { content: \"\\\"}\" }", "a { b: my-url(c) }",
                            "a { content: '\\41\n}' }", "a\\{ { b: c }", "a { b: 'c\n}"}) {
        CAPTURE(css);
        CHECK_FALSE(stylesheet_fault(css));
    }
}

TEST_CASE("what has no end is told by its kind") {
    CHECK(stylesheet_fault("a { b: c } /* d") == "ends in the middle of a comment");
    CHECK(stylesheet_fault("@import 'a.cs") == "ends in the middle of a text");
    CHECK(stylesheet_fault("@import url(a.css") == "ends in the middle of an address");
    CHECK(stylesheet_fault("@import url( ") == "ends in the middle of an address");
    CHECK(stylesheet_fault("a { b: c") == "ends in the middle of a rule");
    CHECK(stylesheet_fault("a { b: c }}") == "has a '}' without '{'");
    CHECK(stylesheet_fault("a b c d e f g h") == "holds no rule");
}
