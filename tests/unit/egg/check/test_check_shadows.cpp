#include "found.hpp"

#include <doctest/doctest.h>

using namespace calpkg;

TEST_CASE("a module behind a package of its name is found, with the way out") {
    const auto egg = egg::Egg::open_bytes(
        test::make_zip({{"p/a.py", ""}, {"p/a/__init__.py", ""}, {"p/b.py", ""}}), "x-py2.7.egg");
    const report::Findings findings = egg::check_shadows(*egg, {"p/a.py", "p/b.py"}, "2.7");
    REQUIRE(findings.size() == 1);
    CHECK(test::ids_of(findings) == "warning shadowed-module");
    CHECK(findings[0].subject == "x-py2.7.egg: p/a.py");
    CHECK(findings[0].message == "is not what Python 2.7 imports: p/a/__init__.py comes first");
    CHECK(findings[0].remedy.find("--remove p/a/__init__.py") != std::string::npos);
    CHECK(test::found(*egg).find("warning shadowed-module") != std::string::npos);
}
