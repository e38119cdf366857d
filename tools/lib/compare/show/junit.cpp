#include "lib/compare/show/junit.hpp"

#include "lib/compare/show/markup.hpp"
#include "lib/compare/show/sections.hpp"

#include <fmt/format.h>

namespace calpkg::compare {

namespace {

/// The tests of one suite.
class Suite {
public:
    explicit Suite(std::string name) : name_(std::move(name)) {}

    void fail(const std::string& test, const std::string& message, const std::string& text) {
        cases_ += fmt::format(
            "    <testcase classname=\"{}\" name=\"{}\">\n      <failure message=\"{}\">"
            "{}</failure>\n    </testcase>\n",
            markup(name_), markup(test), markup(message), markup(text));
        ++tests_;
        ++failures_;
    }
    void pass(const std::string& test) {
        cases_ += fmt::format("    <testcase classname=\"{}\" name=\"{}\"/>\n", markup(name_),
                              markup(test));
        ++tests_;
    }
    std::string finish() {
        if (tests_ == 0) pass("equal");
        return fmt::format(
            "  <testsuite name=\"{}\" tests=\"{}\" failures=\"{}\">\n{}  </testsuite>\n",
            markup(name_), tests_, failures_, cases_);
    }

private:
    std::string name_, cases_;
    std::size_t tests_ = 0, failures_ = 0;
};

std::string of_rows(const std::string& name, const Rows& rows) {
    Suite suite(name);
    for (const Row& row : rows)
        suite.fail(fmt::format("{}: {}: {}", to_string(row.section), row.object, row.what),
                   summary(row), row.diff);
    return suite.finish();
}

std::string of_findings(const report::Findings& findings) {
    Suite suite("policy");
    for (const report::Finding& finding : findings) {
        if (finding.severity == report::Severity::error)
            suite.fail(finding.id + ": " + finding.subject, finding.message, finding.remedy);
    }
    return suite.finish();
}

} // namespace

std::string to_junit(const Comparison& comparison, const report::Findings* findings) {
    std::string suites;
    if (findings != nullptr) {
        suites = of_findings(*findings);
    } else {
        if (!comparison.rows.empty()) suites += of_rows("packages", comparison.rows);
        for (const PackageComparison& package : comparison.packages)
            suites += of_rows(package.name + "." + package.arch, package.rows);
    }
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n" + suites +
           "</testsuites>\n";
}

} // namespace calpkg::compare
