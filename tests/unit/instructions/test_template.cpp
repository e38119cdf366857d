#include "lib/instructions/template.hpp"

#include "lib/report/error.hpp"

#include <doctest/doctest.h>

using namespace calpkg;

namespace {

std::string filled(const std::string& text) {
    plan::Variables variables;
    variables.set("server", "calamari-server-1.2-12.el6.x86_64");
    return instructions::filled(text, "install.md", {"server", "server.httpd"}, variables);
}

} // namespace

TEST_CASE("conditions nest, names are replaced, other braces stay") {
    CHECK(filled("a {server} {} {X}\n") == "a calamari-server-1.2-12.el6.x86_64 {} {X}\n");
    CHECK(filled("%if server\n1\n%if minion\n2\n%else\n3\n%end\n4\n%else\n5\n%end\n6\n") ==
          "1\n3\n4\n6\n");
    CHECK(filled("%if minion\n%if server\n1\n%else\n2\n%end\n3\n%end\n") == "");
    CHECK(filled("%if server !minion\n1\n%end\n%if server !server.httpd\n2\n%end\n") == "1\n");
    CHECK(filled("%if minion\n{minion}\n%end\n") == "");
}

TEST_CASE("a mistake in a template is told with its line") {
    CHECK_THROWS_WITH_AS(filled("a\n%if server\n"), "install.md:2: '%if' has no '%end'; add it",
                         report::Error);
    CHECK_THROWS_WITH_AS(filled("%end\n"), "install.md:1: '%end' has no '%if'; remove it",
                         report::Error);
    CHECK_THROWS_AS(filled("%if a\n%else\n%else\n%end\n"), report::Error);
    CHECK_THROWS_WITH_AS(filled("\n{sever}\n"),
                         "install.md:2: unknown variable '{sever}'; did you mean 'server'?",
                         report::Error);
}
