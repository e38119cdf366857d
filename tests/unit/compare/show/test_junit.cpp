#include "lib/compare/show/junit.hpp"

#include "unit/compare/show/sample.hpp"

#include <doctest/doctest.h>

using namespace calpkg;

TEST_CASE("each difference is a test that fails, and equal packages one that passes") {
    compare::Comparison sample = test::sample_comparison();
    const std::string report = compare::to_junit(sample, nullptr);
    CHECK(report.find("<testsuite name=\"server.noarch\" tests=\"8\" failures=\"8\">") !=
          std::string::npos);
    CHECK(report.find("name=\"files: /b|&lt;i&gt;`: mode\">") != std::string::npos);
    CHECK(report.find('\x1b') == std::string::npos);
    sample.packages.front().rows.clear();
    CHECK(compare::to_junit(sample, nullptr).find("tests=\"1\" failures=\"0\"") !=
          std::string::npos);
}

TEST_CASE("what XML cannot hold is escaped, in names and in texts") {
    compare::Comparison sample = test::sample_comparison();
    compare::Row& row = sample.packages.front().rows.front();
    row.object += "\xef\xbf\xbe";
    row.diff = "+\xef\xbf\xbf\n";
    const std::string report = compare::to_junit(sample, nullptr);
    CHECK(report.find("\\xef\\xbf\\xbe") != std::string::npos);
    CHECK(report.find("+\\xef\\xbf\\xbf") != std::string::npos);
    CHECK(report.find("\xef\xbf") == std::string::npos);
}

TEST_CASE("with a policy only its errors fail") {
    const compare::Comparison sample = test::sample_comparison();
    const report::Findings findings{
        {"difference-not-allowed", report::Severity::error, "/b", "mode changed", "undo it"},
        {"unused-rule", report::Severity::note, "p.yaml:1", "allows nothing", ""}};
    const std::string report = compare::to_junit(sample, &findings);
    CHECK(report.find("tests=\"1\" failures=\"1\"") != std::string::npos);
    const report::Findings none;
    CHECK(compare::to_junit(sample, &none).find("failures=\"0\"") != std::string::npos);
}
