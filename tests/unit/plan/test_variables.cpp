#include "lib/plan/variables.hpp"
#include "lib/report/error.hpp"

#include <doctest/doctest.h>

using namespace calpkg;

namespace {

const layout::Position kAt{"layouts/server.yaml", 7};

} // namespace

TEST_CASE("references are replaced, also inside values") {
    plan::Variables variables;
    variables.set("version", "1.2");
    variables.set("docs", "/usr/share/doc/x-{version}");
    CHECK(variables.expand("a-{version}.tar", kAt) == "a-1.2.tar");
    CHECK(variables.expand("{docs}/COPYING", kAt) == "/usr/share/doc/x-1.2/COPYING");
}

TEST_CASE("braces that hold no name are text") {
    const plan::Variables variables;
    CHECK(variables.expand("{ \"offline\": false }", kAt) == "{ \"offline\": false }");
    CHECK(variables.expand("${HOME} {} {1} {A}", kAt) == "${HOME} {} {1} {A}");
    CHECK(variables.expand("{open", kAt) == "{open");
}

TEST_CASE("an unknown name is answered with file, line and the name that was meant") {
    plan::Variables variables;
    variables.set("version", "1.2");
    CHECK_THROWS_WITH_AS(
        variables.expand("{verison}", kAt),
        "layouts/server.yaml:7: unknown variable '{verison}'; did you mean 'version'?",
        report::Error);
}

TEST_CASE("variables that refer to each other end in an error, not in a loop") {
    plan::Variables variables;
    variables.set("a", "{b}");
    variables.set("b", "{a}");
    CHECK_THROWS_WITH_AS(variables.expand("{a}", kAt), doctest::Contains("refer to each other"),
                         report::Error);
}
