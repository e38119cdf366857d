#include "lib/report/finding.hpp"

#include <doctest/doctest.h>

using namespace calpkg::report;

TEST_CASE("a finding shows what comes from outside without control characters") {
    const Finding finding("some-id", Severity::note, "a\x1b[2J", "names b\n", "remove c\xff");
    CHECK(finding.subject == "a\\x1b[2J");
    CHECK(finding.message == "names b\\x0a");
    CHECK(finding.remedy == "remove c\\xff");
}

TEST_CASE("warnings and notes are not errors") {
    const Finding note("a", Severity::note, "", "");
    const Finding warning("b", Severity::warning, "", "");
    const Finding error("c", Severity::error, "", "");
    CHECK_FALSE(has_errors({}));
    CHECK_FALSE(has_errors({note, warning}));
    CHECK(has_errors({note, error, warning}));
    CHECK(std::string(to_string(Severity::note)) == "note");
    CHECK(std::string(to_string(Severity::warning)) == "warning");
    CHECK(std::string(to_string(Severity::error)) == "error");
}
