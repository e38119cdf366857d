#include "lib/egg/check/judge.hpp"

#include "lib/egg/check/check.hpp"

#include <algorithm>
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

bool is_refused_when_new(const report::Finding& finding) {
    const bool list = finding.remedy.empty(); // that is noted under the same id
    return is_error(finding) || (finding.id == "template-dirs-not-tuple" && !list);
}

} // namespace

Judgement judge(const Egg& before, const Egg& after, python::Compiler& compiler,
                const std::string& django) {
    Judgement judgement;
    const report::Findings now = check(after, compiler, django).findings;
    if (std::ranges::none_of(now, is_refused_when_new)) return judgement;
    std::map<Key, int> had;
    for (const report::Finding& finding : check(before, compiler, django).findings)
        if (is_refused_when_new(finding)) ++had[key_of(finding)];
    for (const report::Finding& finding : now) {
        if (!is_refused_when_new(finding)) continue;
        if (had[key_of(finding)]-- <= 0)
            judgement.introduced.push_back(finding);
        else if (is_error(finding))
            judgement.standing.push_back(finding);
    }
    return judgement;
}

} // namespace calpkg::egg
