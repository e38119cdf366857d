#include "lib/report/finding.hpp"

#include <doctest/doctest.h>

using namespace calpkg::report;

TEST_CASE("a finding escapes what comes from outside, but not its id") {
    const Finding finding("odd-name", Severity::error, "a\nb", "has \x1b", "remove \xff");
    CHECK(finding.id == "odd-name");
    CHECK(finding.subject == "a\\x0ab");
    CHECK(finding.message == "has \\x1b");
    CHECK(finding.remedy == "remove \\xff");
}

TEST_CASE("errors are found among warnings and notes") {
    const Finding warning("a", Severity::warning, "s", "m");
    const Finding error("b", Severity::error, "s", "m");
    CHECK_FALSE(has_errors({}));
    CHECK_FALSE(has_errors({warning, warning}));
    CHECK(has_errors({warning, error}));
}
