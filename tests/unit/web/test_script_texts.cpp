#include "lib/web/script_texts.hpp"

#include <doctest/doctest.h>

using namespace calpkg;
using Names = std::set<std::string>;

TEST_CASE("templates that a script loads are found by their names") {
    CHECK(web::template_names("a='views/a.html';b=\"partials/b/c.tpl.html\";c='views/a.html'") ==
          Names{"views/a.html", "partials/b/c.tpl.html"});
    CHECK(
        web::template_names(
            "$templateCache.put('views/a.html','')+'x/views/b.html'+'views/c.css'+'template/d.html'"
            "+'views/' + e + '.html'+'views/f.html")
            .empty());
    CHECK(web::template_names("'views/" + std::string(1000, 'a') + ".html'").empty());
}

TEST_CASE("the version that a build writes is found, with its commit") {
    CHECK(web::built_versions("x={'git-commit':'v1.2-rc2-49-3e3686d'};window.inktank = { commit: "
                              "'v1.2-0-gabcdef0' };") ==
          Names{"v1.2-0-gabcdef0", "v1.2-rc2-49-3e3686d"});
    CHECK(web::built_versions("commit:1;commit='v1.2-0-gabcdef0';x='commit").empty());
    CHECK(web::built_versions("commit:'1.2.3-beta',\"commit\" : \"v1-a-abcdef0\",commit:").empty());
    CHECK(web::commit_of("v1.2-rc2-49-3e3686d") == "3e3686d");
    CHECK(web::commit_of("v1.2-49-g3e3686da-dirty") == "3e3686da");
    for (const char* other : {"", "-", "--", "v1.2", "v1.2-rc2", "a-1-", "a-1-abc", "a--abcdef0",
                              "1-abcdef0", "a-1-ABCDEF0"})
        CHECK(web::commit_of(other) == "");
}
