#include "lib/check/accept.hpp"
#include "lib/report/error.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace calpkg;
using report::Severity;
using Ids = std::vector<std::string>;

namespace {

const report::Findings kFindings{{"glibc-too-new", Severity::error, "a.so", "needs it", "build"},
                                 {"glibc-too-new", Severity::error, "b.so", "needs it", "build"},
                                 {"wrong-machine", Severity::error, "c.so", "is for x", "build"},
                                 {"unchecked-file", Severity::warning, "d", "is large", ""}};

} // namespace

TEST_CASE("accepted errors become warnings that say so, all others stay") {
    const report::Findings findings =
        check::with_accepted(kFindings, {"glibc-too-new", "unchecked-file"});
    REQUIRE(findings.size() == 4);
    for (const std::size_t i : {0U, 1U}) {
        CHECK(findings[i].severity == Severity::warning);
        CHECK(findings[i].message == "needs it (accepted)");
        CHECK(findings[i].remedy == "");
    }
    CHECK(findings[2].severity == Severity::error);
    CHECK(findings[2].message == "is for x");
    CHECK(findings[3].message == "is large");
    CHECK(report::has_errors(findings));
    CHECK_FALSE(
        report::has_errors(check::with_accepted(kFindings, {"glibc-too-new", "wrong-machine"})));
}

TEST_CASE("only what had to be accepted is told as accepted, each once") {
    const Ids ids{"glibc-too-new", "foreign-rpath", "glibc-too-new"};
    CHECK(check::accepted_in(check::with_accepted(kFindings, ids), ids) == Ids{"glibc-too-new"});
    CHECK(check::accepted_in(kFindings, {}).empty());
    CHECK(check::accepted_in(kFindings, ids).empty());
}

TEST_CASE("an id that no error has is refused, with the nearest one") {
    CHECK_NOTHROW(check::require_acceptable({"glibc-too-new", "wrong-machine"}, "--accept"));
    CHECK_THROWS_WITH_AS(check::require_acceptable({"glibc-to-new"}, "--accept"),
                         "--accept: 'glibc-to-new' is not the id of an error that can be accepted; "
                         "did you mean 'glibc-too-new'?",
                         report::Error);
    CHECK_THROWS_WITH_AS(check::require_acceptable({"x\n"}, "cal-pkg.yaml"),
                         doctest::Contains("'x\\x0a' is not the id"), report::Error);
}

TEST_CASE("a package that is not what was planned cannot be accepted") {
    for (const char* id : {"wrong-content", "extra-file", "missing-file", "wrong-mode"})
        CHECK_THROWS_AS(check::require_acceptable({id}, "--accept"), report::Error);
    CHECK(std::ranges::is_sorted(check::acceptable_findings()));
}
