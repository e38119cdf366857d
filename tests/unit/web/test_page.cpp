#include "lib/web/page.hpp"
#include "lib/web/reference.hpp"

#include <doctest/doctest.h>

#include <string>
#include <thread>
#include <vector>

using namespace calpkg;

namespace {

/// What a page refers to, as words: "!" before the required, "+" after the main module of RequireJS.
std::vector<std::string> references(const std::string& html) {
    std::vector<std::string> found;
    for (const web::PageReference& reference : web::read_page(html).references)
        found.push_back((reference.required ? "!" : "") + reference.text +
                        (reference.require_js ? "+" : ""));
    return found;
}

using Words = std::vector<std::string>;

} // namespace

TEST_CASE("scripts, stylesheets and images of a page are found") {
    CHECK(references("<!doctype html><html><head><LINK REL='Alternate StyleSheet' href=a.css>"
                     "<link rel=icon href=b.ico><link rel=stylesheet/less href=c.less></head><body>"
                     "<img src=d.png><script src='e.js'></script><script>1</script>"
                     "<script data-main='f' src=g.js></script></body></html>") ==
          Words{"!a.css", "d.png", "!e.js", "!g.js", "!f+"});
}

TEST_CASE("conditional comments count as optional, other comments not at all") {
    CHECK(references("<!--[if lt IE 9]><script src=a.js></script><link rel=stylesheet href=b.css>"
                     "<![endif]--><!-- <script src=c.js></script> --><!--[if gt IE 8]><!-->"
                     "<script src=d.js></script><!--<![endif]-->") ==
          Words{"!d.js", "a.js", "b.css"});
}

TEST_CASE("text of scripts is not a markup, and entities in attributes are resolved") {
    CHECK(references(
              "<script>x = '</b>'; write('<script src=a.js>')</script><script src='b&amp;c.js'>") ==
          Words{"!b&c.js"});
}

TEST_CASE("hostile pages are read to their end") {
    CHECK(references("").empty());
    const std::string nul(1, '\0');
    for (const std::string& before :
         {nul, "<p " + nul + ">", "<!--" + nul + "-->", "<" + nul + "p>"})
        CHECK(references(before + "<script src=a.js></script>") == Words{"!a.js"});
    CHECK(references("<div><p><b><script src=a.js></script><table><img src=b.png") ==
          Words{"!a.js", "b.png"});
    CHECK(references("caf\xe9 \xff\xfe<script src=a.js></script>") == Words{"!a.js"});
    CHECK(references("<!--[if IE]><!--[if IE]><script src=a.js></script>") == Words{});
    std::string deep;
    for (int i = 0; i < 20'000; ++i) deep += "<div>";
    CHECK(references(deep + "<script src=a.js></script>") == Words{"!a.js"});
}

TEST_CASE("a page of eight million '<' is read once, not once a character") {
    CHECK(references(std::string(8'000'000, '<')).empty()); // else ctest's own limit is met
}

TEST_CASE("references that name no file beside the page are not local") {
    for (const char* other :
         {"http://x/a.js", "HTTPS://x", "//cdn/a.js", "data:image/png;base64,AA==", "/static/a.js",
          "#top", "?x", "", "  ", "{{url}}/a.js", "a/<%= x %>.js", "javascript:void(0)",
          "about:blank", "\\\\host\\x"}) {
        CAPTURE(other);
        CHECK_FALSE(web::local_path(other));
    }
}

TEST_CASE("query, fragment and percent signs of local references are resolved") {
    CHECK(web::local_path(" a/b.js?v=1#x ") == "a/b.js");
    CHECK(web::local_path("a%20b/c%C3%A9.js") == "a b/c\xc3\xa9.js");
    CHECK(web::local_path("100%.png") == "100%.png");
    CHECK(web::local_path("a%2") == "a%2");
    CHECK(web::local_path("a%zz") == "a%zz");
    CHECK(web::local_path("a%41") == "aA");
    CHECK(web::local_path("dir/a:b.js") == "dir/a:b.js");
}

TEST_CASE("RequireJS' main module gets its .js") {
    CHECK(web::require_js_path("scripts/main") == "scripts/main.js");
    CHECK(web::require_js_path("scripts/main.js") == "scripts/main.js");
    CHECK(web::require_js_path("scripts/eb1be67f.main") == "scripts/eb1be67f.main.js");
    CHECK_FALSE(web::require_js_path("text!a.html"));
    CHECK_FALSE(web::require_js_path("http://x/main"));
}

TEST_CASE("a page's own scripts are kept") {
    CHECK(web::read_page(
              "<script>a('</b>')</script><p>text</p><script src=b.js></script><script>c</script>")
              .own_scripts == "a('</b>')c");
    CHECK(web::read_page("<!-- <script>a</script> --><p>text</p>").own_scripts.empty());
}

// What libxml2 does when it is used first is not for several threads: ThreadSanitizer sees that when this runs alone.
TEST_CASE("pages are read by several threads at once") {
    std::vector<std::size_t> found(4);
    {
        std::vector<std::jthread> threads;
        for (std::size_t& count : found)
            threads.emplace_back([&count] {
                count = references("<script src='a.js'></script><img src='b.png'>").size();
            });
    }
    CHECK(found == std::vector<std::size_t>{2, 2, 2, 2});
}
