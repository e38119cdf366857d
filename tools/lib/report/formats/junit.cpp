#include "lib/report/formats/junit.hpp"

#include "lib/report/error.hpp"
#include "lib/report/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace calpkg::report {

namespace {

/// For an attribute or text. What no terminal shows is escaped, and so XML 1.0 can hold the rest.
std::string xml(const std::string& text) { return markup(escaped(text)); }

struct Counts {
    std::size_t tests = 0, failures = 0, skipped = 0;
};

std::string attributes(const Counts& counts) {
    return fmt::format(R"(tests="{}" failures="{}" errors="0" skipped="{}" time="0")", counts.tests,
                       counts.failures, counts.skipped);
}

Counts count(const Findings& findings) {
    const auto failures =
        static_cast<std::size_t>(std::ranges::count(findings, Severity::error, &Finding::severity));
    return {std::max<std::size_t>(findings.size(), 1), failures, findings.size() - failures};
}

std::string test_case(const Finding& finding, const std::string& name) {
    std::string message = finding.message;
    if (!finding.remedy.empty()) message += "; " + finding.remedy;
    const std::string head = fmt::format(R"(    <testcase classname="{}.{}" name="{}" time="0">)",
                                         xml(name), finding.id, xml(finding.subject));
    const std::string body =
        finding.severity == Severity::error
            ? fmt::format(R"(<failure type="{}" message="{}">{}: {}</failure>)", finding.id,
                          xml(message), xml(finding.subject), xml(message))
            : fmt::format(R"(<skipped message="{}: {}"/>)", to_string(finding.severity),
                          xml(message));
    return head + body + "</testcase>\n";
}

std::string suite(const Inspected& one, const std::string& name) {
    std::string text = fmt::format("  <testsuite name=\"{}\" {}>\n", xml(one.subject),
                                   attributes(count(one.findings)));
    for (const Finding& finding : one.findings) text += test_case(finding, name);
    if (one.findings.empty())
        text += fmt::format("    <testcase classname=\"{}\" name=\"{}\" time=\"0\"/>\n", xml(name),
                            xml(one.subject));
    return text + "  </testsuite>\n";
}

} // namespace

std::string junit(const std::string& name, const std::vector<Inspected>& inspected) {
    Counts sum;
    std::string suites;
    for (const Inspected& one : inspected) {
        const Counts counts = count(one.findings);
        sum.tests += counts.tests;
        sum.failures += counts.failures;
        sum.skipped += counts.skipped;
        suites += suite(one, name);
    }
    return fmt::format("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"{}\" {}>\n{}"
                       "</testsuites>\n",
                       xml(name), attributes(sum), suites);
}

} // namespace calpkg::report
