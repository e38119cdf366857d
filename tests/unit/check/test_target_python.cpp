#include "lib/check/target_python.hpp"
#include "planned.hpp"
#include "unit/check/nothing_known.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace calpkg;

TEST_CASE("modules, programs and the virtualenv are judged in one go") {
    plan::Plan plan = test::plan_for("3.9", "/opt/venv");
    test::add(plan, "/opt/venv/bin/activate", "VIRTUAL_ENV=/home/x\n");
    test::add(plan, "/opt/venv/bin/tool", "#!/home/x/bin/python\nprint 'a'\n", 0755);
    test::add(plan, "/usr/bin/good", "#!/usr/bin/python3\nx = 1\n", 0755);
    test::add(plan, "/usr/share/module.py", "#!/usr/bin/python\nx = 1\n");
    std::vector<std::string> found;
    for (const report::Finding& finding : check::target_python(plan, test::nothing_known))
        found.push_back(finding.id + " " + finding.subject);
    CHECK(found == std::vector<std::string>{"other-python-code x: /opt/venv/bin/tool",
                                            "missing-interpreter x: /opt/venv/bin/tool",
                                            "foreign-path x: /opt/venv/bin/activate"});
}
