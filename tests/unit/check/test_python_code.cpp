#include "lib/check/python_code.hpp"
#include "lib/egg/make/build_egg.hpp"
#include "planned.hpp"
#include "unit/check/nothing_known.hpp"

#include <doctest/doctest.h>

using namespace calpkg;
using check::PythonCode;

TEST_CASE("some files for another Python are a warning, all of them an error") {
    const plan::Plan plan = test::plan_for("3.9");
    PythonCode code(plan, test::nothing_known);
    code.add("/usr/lib/python3.9/site-packages/a.py", "print 'a'\n");
    code.add("/usr/share/b.py", "\nexec b in c\n");
    code.add("/usr/share/empty.py", "\n");
    REQUIRE(code.findings().size() == 1);
    CHECK(code.findings()[0].severity == report::Severity::error);
    CHECK(code.findings()[0].subject == "x: /usr/lib/python3.9/site-packages/a.py");
    CHECK(code.findings()[0].message ==
          "Python 3.9 does not compile it (line 1: a print statement), nor 1 more "
          "of 2 files: /usr/share/b.py, line 2: an exec statement");
    code.add("/usr/share/c.py", "x = 1\n");
    CHECK(code.findings().at(0).severity == report::Severity::warning);
}

TEST_CASE(
    "modules are held against the Python whose directory they lie in, then the virtualenv's") {
    plan::Plan plan = test::plan_for("3.9", "/opt/venv");
    test::add(plan, "/opt/venv/lib/python2.7/site-packages/a.py", "");
    PythonCode code(plan, test::nothing_known);
    code.add("/opt/venv/lib/python2.7/site-packages/a.py", "print 'a'\n");
    code.add("/opt/alembic/env.py", "print 'a'\n");
    CHECK(code.findings().empty());
    code.add("/opt/venv/lib/python2.7/site-packages/b.py", "x = f'a'\n");
    REQUIRE(code.findings().size() == 1);
    CHECK(code.findings()[0].severity == report::Severity::note);
    CHECK(code.findings()[0].message ==
          "Python 2.7 of the virtualenv does not compile it (line 1: an f-string)");
}

TEST_CASE("more than is judged at the same time is told in its order, and counted") {
    const plan::Plan plan = test::plan_for("3.9");
    PythonCode code(plan, test::nothing_known);
    const std::string comment(1U << 20, '#');
    for (const char name : std::string("abcdefghijk"))
        code.add(std::string("/x/") + name + ".py",
                 comment + (name == 'c' || name == 'j' ? "\nprint 'a'\n" : "\nx = 1\n"));
    REQUIRE(code.findings().size() == 1);
    CHECK(code.findings()[0].subject == "x: /x/c.py");
    CHECK(code.findings()[0].severity == report::Severity::warning);
    CHECK(code.findings()[0].message ==
          "Python 3.9 does not compile it (line 2: a print statement), nor 1 more "
          "of 11 files: /x/j.py, line 2: a print statement");
}

TEST_CASE("modules in a zip egg are judged, and text that is not ASCII is fine there") {
    egg::BuiltEgg egg;
    egg.zip = true;
    egg.files = {{"a.py", "# \xc3\xa9\n", 0644}, {"b.py", "x = f'a'\n", 0644}};
    const plan::Plan plan = test::plan_for("2.7");
    PythonCode code(plan, test::nothing_known);
    code.add_egg("/x/a.egg", egg::zip_bytes(egg, 1400000000));
    code.add_egg("/x/damaged.egg", "PK");
    REQUIRE(code.findings().size() == 1);
    CHECK(code.findings()[0].subject == "x: /x/a.egg/b.py");
}
