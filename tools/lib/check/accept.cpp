#include "lib/check/accept.hpp"

#include "lib/report/error.hpp"
#include "lib/report/suggest.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace calpkg::check {

namespace {

constexpr std::string_view kAccepted = " (accepted)";

bool contains(const std::vector<std::string>& ids, const std::string& id) {
    return std::ranges::find(ids, id) != ids.end();
}

} // namespace

const std::vector<std::string>& acceptable_findings() {
    static const std::vector<std::string> ids = {
        "build-trace",        "damaged-config",      "damaged-elf",
        "damaged-file",       "damaged-page",        "damaged-script",
        "damaged-stylesheet", "development-config",  "empty-stylesheet",
        "foreign-rpath",      "glibc-too-new",       "kind-changed",
        "leftover",           "missing-app",         "missing-index",
        "missing-reference",  "missing-view",        "mixed-apps",
        "other-app",          "other-python-code",   "payload-not-accepted",
        "remote-reference",   "rpmlib-not-accepted", "stale-app",
        "too-large-file",     "too-large-header",    "unbuilt-page",
        "wrong-machine",      "wrong-python-abi"};
    return ids;
}

void require_acceptable(const std::vector<std::string>& ids, const std::string& where) {
    for (const std::string& id : ids)
        if (!contains(acceptable_findings(), id))
            throw report::Error(
                where, fmt::format("'{}' is not the id of an error that can be accepted", id),
                report::suggestion(id, acceptable_findings()));
}

report::Findings with_accepted(report::Findings findings, const std::vector<std::string>& ids) {
    for (report::Finding& finding : findings) {
        if (finding.severity != report::Severity::error || !contains(ids, finding.id)) continue;
        finding.severity = report::Severity::warning;
        finding.message += kAccepted;
        finding.remedy.clear();
    }
    return findings;
}

std::vector<std::string> accepted_in(const report::Findings& findings,
                                     const std::vector<std::string>& ids) {
    std::set<std::string> accepted;
    for (const report::Finding& finding : findings)
        if (contains(ids, finding.id) && finding.message.ends_with(kAccepted))
            accepted.insert(finding.id);
    return {accepted.begin(), accepted.end()};
}

} // namespace calpkg::check
