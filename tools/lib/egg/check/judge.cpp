#include "lib/egg/check/judge.hpp"

#include "lib/egg/check/check.hpp"

#include <map>
#include <utility>

namespace calpkg::egg {

namespace {

using Key = std::pair<std::string, std::string>; ///< finding's id, subject without its line

Key key_of(const report::Finding& finding) {
    const std::size_t colon = finding.subject.rfind(':');
    const bool line =
        colon != std::string::npos && colon + 1 < finding.subject.size() &&
        finding.subject.find_first_not_of("0123456789", colon + 1) == std::string::npos;
    return {finding.id, line ? finding.subject.substr(0, colon) : finding.subject};
}

bool is_error(const report::Finding& finding) {
    return finding.severity == report::Severity::error;
}

} // namespace

Judgement judge(const Egg& before, const Egg& after, python::Compiler& compiler) {
    Judgement judgement;
    const report::Findings now = check(after, compiler).findings;
    if (!report::has_errors(now)) return judgement;
    std::map<Key, int> had;
    for (const report::Finding& finding : check(before, compiler).findings)
        if (is_error(finding)) ++had[key_of(finding)];
    for (const report::Finding& finding : now) {
        if (!is_error(finding)) continue;
        const bool stood = had[key_of(finding)]-- > 0;
        (stood ? judgement.standing : judgement.introduced).push_back(finding);
    }
    return judgement;
}

} // namespace calpkg::egg
