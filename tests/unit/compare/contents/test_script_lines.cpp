#include "lib/compare/contents/script_lines.hpp"

#include "lib/report/text.hpp"

#include <doctest/doctest.h>

using namespace calpkg;

namespace {

/// A line of a script without the line end that closes it would be minified.
std::string long_line(const std::string& text) { return text + "//" + std::string(500, 'x'); }

} // namespace

TEST_CASE("only what nobody reads is broken into lines") {
    CHECK(compare::is_minified("/a/b.js", long_line("a;")));
    CHECK(compare::is_minified("/a/b.css", std::string(500, 'x')));
    CHECK(!compare::is_minified("/a/b.js", "a;\nb;\n"));
    CHECK(!compare::is_minified("/a/b.py", std::string(500, 'x')));
}

TEST_CASE("statements and blocks get lines, texts, expressions and templates stay whole") {
    CHECK(compare::broken_lines("x.js", "a=1;b={c:2};d") == "a=1;\nb={\nc:2}\n;\nd");
    CHECK(compare::broken_lines("x.js", "a=\";{\";b") == "a=\";{\";\nb");
    CHECK(compare::broken_lines("x.js", "a=/;}/g;b=c/d;e") == "a=/;}/g;\nb=c/d;\ne");
    CHECK(compare::broken_lines("x.js", "a=`x;${b};y`;c") == "a=`x;${b};y`;\nc");
    CHECK(compare::broken_lines("x.css", "a{b:c;d:\";\"}e{}") == "a{\nb:c;\nd:\";\"}\ne{\n}");
}

TEST_CASE("nothing but line ends is added, whatever the file holds") {
    for (const std::string text : {"a=1;b", "a='never ends;b;", "`${`${1}`}`;x", "/* ; */ a;\nb",
                                   "a /= 2;/x;y/.test(z)", "}}}`"}) {
        CAPTURE(text);
        CHECK(report::replaced(compare::broken_lines("x.js", text), "\n", "") ==
              report::replaced(text, "\n", ""));
    }
}
