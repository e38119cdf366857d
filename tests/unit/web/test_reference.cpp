#include "lib/web/reference.hpp"

#include <doctest/doctest.h>

using namespace calpkg;
using web::local_path;
using web::require_js_path;

TEST_CASE("a reference names a file beside the page, without query and fragment") {
    CHECK(local_path("scripts/main.js") == "scripts/main.js");
    CHECK(local_path("../a.css?v=2#x") == "../a.css");
    CHECK(local_path(" font.eot?#iefix\n") == "font.eot");
    CHECK(local_path("a%20b") == "a b");
    CHECK(local_path("%2Fetc%2fb%00") == "%2Fetc%2fb%00"); // httpd answers 404
    CHECK(local_path("100%") == "100%");
    CHECK(local_path("a/b:c") == "a/b:c"); // no scheme: the colon comes too late
}

TEST_CASE("what is not a file of the app is left alone") {
    for (const char* reference : {"", "#top", "?x", "/static/a.js", "//cdn/a.js", "\\a.js",
                                  "https://example.org/a.js", "data:image/png;base64,AA",
                                  "mailto:x@example.org", "{{ STATIC }}/a.js", "<%= root %>/a.js"})
        CHECK_MESSAGE(!local_path(reference), reference);
}

TEST_CASE("RequireJS appends the suffix that is not there") {
    CHECK(require_js_path("scripts/main") == "scripts/main.js");
    CHECK(require_js_path("scripts/main.js") == "scripts/main.js");
    CHECK(!require_js_path("text!template.html"));
    CHECK(!require_js_path("https://example.org/main"));
}

TEST_CASE("a reference may begin at the server's root, or at another host's") {
    CHECK(web::rooted_path("/manage/a%20b.js?v=1#x") == "/manage/a b.js");
    CHECK(web::rooted_path(" / ") == "/");
    for (const char* other :
         {"a/b.js", "//cdn/a.js", "/\\cdn/a.js", "http://x/a.js", "/{{a}}/b.js", "", "#a"})
        CHECK_FALSE(web::rooted_path(other));
    CHECK(web::other_host("http://localhost:35729/livereload.js") == "localhost:35729");
    CHECK(web::other_host("//cdn.example.org?x") == "cdn.example.org");
    CHECK(web::other_host(" HTTPS://a/b") == "a");
    for (const char* other : {"a//b.js", "/a//b", "data:image/png;base64,//AA", "a/http://b", "//",
                              "{{a}}//b", "", "javascript:x//y"})
        CHECK_FALSE(web::other_host(other));
}
