#include "lib/report/formats/junit.hpp"
#include "support/judges.hpp"

#include <doctest/doctest.h>

using namespace calpkg;
using report::Severity;

namespace {

std::vector<report::Inspected> sample() {
    return {{"out/el6",
             {{"wrong-digest", Severity::error, "out/el6/a & <b>.rpm", "says \"x\"", "copy it"},
              {"unlisted-file", Severity::note, "out/el6/f", "nobody's"}}},
            {"b.rpm", {}}};
}

} // namespace

TEST_CASE("Python reads suites, failures and what was skipped") {
    const test::Dir dir;
    const auto file = dir.write("junit.xml", report::junit("cal-pkg verify", sample()));
    const std::string read = test::python(R"(
import sys, xml.etree.ElementTree as E
top = E.parse(sys.argv[1]).getroot()
print(top.tag, top.get('tests'), top.get('failures'), top.get('skipped'))
for suite in top:
    print(suite.get('name'), suite.get('tests'), len(suite))
    for case in suite:
        print(case.get('classname'), case.get('name'), [(c.tag, c.get('message')) for c in case])
)",
                                          {file.string()});
    CHECK(read == R"(testsuites 3 1 1
out/el6 2 2
cal-pkg verify.wrong-digest out/el6/a & <b>.rpm [('failure', 'says "x"; copy it')]
cal-pkg verify.unlisted-file out/el6/f [('skipped', "note: nobody's")]
b.rpm 1 1
cal-pkg verify b.rpm []
)");
}

TEST_CASE("a name that XML cannot hold does not break the report") {
    const test::Dir dir;
    const auto file =
        dir.write("junit.xml", report::junit("x", {{std::string("a\x01\xff\n\uffff"), {}}}));
    CHECK(test::python("import sys, xml.etree.ElementTree as E\n"
                       "print(ascii(E.parse(sys.argv[1]).getroot()[0].get('name')))",
                       {file.string()}) == "'a\\\\x01\\\\xff\\\\x0a\\\\xef\\\\xbf\\\\xbf'\n");
}
