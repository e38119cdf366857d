#include "lib/instructions/html.hpp"

#include <doctest/doctest.h>

#include <string>

using calpkg::instructions::html_of;

namespace {

std::string body(const std::string& markdown) {
    const std::string page = html_of(markdown);
    const std::size_t begin = page.find("<body>\n") + 7;
    return page.substr(begin, page.find("</body>") - begin);
}

} // namespace

TEST_CASE("each kind of block becomes its element") {
    CHECK(body("# A <b>\n") == "<h1>A &lt;b&gt;</h1>\n");
    CHECK(body("### `a` **b**\n") == "<h3><code>a</code> <strong>b</strong></h3>\n");
    CHECK(body("one\ntwo & `x<y`\n\nthree") ==
          "<p>one two &amp; <code>x&lt;y</code></p>\n<p>three</p>\n");
    CHECK(body("```sh\ncat <<'E' # **not**\n\n- a\nE\n```\nb\n") ==
          "<pre>cat &lt;&lt;&#39;E&#39; # **not**\n\n- a\nE\n</pre>\n<p>b</p>\n");
    CHECK(body("- a\n  b\n- c\n") == "<ul>\n<li>a b</li>\n<li>c</li>\n</ul>\n");
    CHECK(body("1. a\n2. c\n") == "<ol>\n<li>a</li>\n<li>c</li>\n</ol>\n");
    CHECK(body("| a | b |\n| --- | --- |\n| `c` |  |\n") ==
          "<table>\n<tr><th>a</th><th>b</th></tr>\n<tr><td><code>c</code></td><td></td></tr>\n</"
          "table>\n");
}

TEST_CASE("what is not closed is text") {
    CHECK(body("a ` b ** c\n") == "<p>a ` b ** c</p>\n");
    CHECK(body("```\na") == "<pre>a\n</pre>\n");
    CHECK(body("#a\n-b\n") == "<p>#a -b</p>\n");
    CHECK(html_of("# Title & more\n").find("<title>Title &amp; more</title>") != std::string::npos);
    CHECK(html_of("").find("<title></title>") != std::string::npos);
}
