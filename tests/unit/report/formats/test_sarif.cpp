#include "lib/report/formats/sarif.hpp"
#include "support/judges.hpp"

#include <doctest/doctest.h>

using namespace calpkg;
using report::Severity;

namespace {

/// What a reader of SARIF needs (sections 3.13 to 3.28): each rule once, each result with its rule, level, message and a
/// URI reference.
const char* const kReader = R"(
import json, sys, urllib.parse
log = json.load(open(sys.argv[1]))
assert log['version'] == '2.1.0' and len(log['runs']) == 1
run = log['runs'][0]
driver = run['tool']['driver']
rules = [r['id'] for r in driver['rules']]
assert len(set(rules)) == len(rules)
print(driver['name'], driver['version'], *rules)
for r in run['results']:
    assert rules[r['ruleIndex']] == r['ruleId'] and r['level'] in ('none', 'note', 'warning', 'error')
    uri = r['locations'][0]['physicalLocation']['artifactLocation']['uri']
    urllib.parse.urlsplit(uri)
    print(r['ruleId'], r['level'], uri, '|', r['message']['text'])
)";

const std::vector<report::Explanation> kExplained{{"a-id",
                                                   "Things",
                                                   {"note", "error"},
                                                   false,
                                                   "it is new",
                                                   "nothing",
                                                   "somebody sees it",
                                                   "a: is new"}};

std::string read(const report::Findings& findings) {
    const test::Dir dir;
    return test::python(
        kReader, {dir.write("r.sarif", report::sarif(findings, kExplained, "1.5")).string()});
}

} // namespace

TEST_CASE("each finding is a result, each id a rule") {
    CHECK(read({{"b-id", Severity::error, "out/a b%.rpm", "is wrong", "copy it"},
                {"a-id", Severity::note, "https://example.org/x%20y.rpm", "is new"},
                {"b-id", Severity::warning, "c:d.rpm", "is odd"}}) ==
          "cal-pkg 1.5 a-id b-id\n"
          "b-id error out/a%20b%25.rpm | out/a b%.rpm: is wrong; copy it\n"
          "a-id note https://example.org/x%20y.rpm | https://example.org/x%20y.rpm: is new\n"
          "b-id warning ./c:d.rpm | c:d.rpm: is odd\n");
}

TEST_CASE("a rule says what is known of its id") {
    const test::Dir dir;
    const auto file = dir.write("r.sarif", report::sarif({{"a-id", Severity::note, "x", "is new"},
                                                          {"b-id", Severity::note, "x", "is odd"}},
                                                         kExplained, "1.5"));
    CHECK(test::python(
              "import json, sys\n"
              "for r in json.load(open(sys.argv[1]))['runs'][0]['tool']['driver']['rules']:\n"
              "    print(*[v if isinstance(v, str) else v.get('text') or v['level'] for v in "
              "r.values()], sep='|')",
              {file.string()}) == "a-id|it is new|somebody sees it|nothing|note\nb-id\n");
}

TEST_CASE("no finding is a report, too") { CHECK(read({}) == "cal-pkg 1.5\n"); }
