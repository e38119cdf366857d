#include "lib/egg/check/check.hpp"
#include "lib/egg/shadow.hpp"

#include <fmt/format.h>

namespace calpkg::egg {

report::Findings check_shadows(const Egg& egg, const std::vector<std::string>& sources,
                               const std::string& python) {
    report::Findings findings;
    for (const std::string& source : sources) {
        const std::string shadow = shadow_of(egg, source, python);
        if (!shadow.empty())
            findings.push_back(
                {"shadowed-module", report::Severity::warning, subject_of(egg, source),
                 fmt::format("is not what Python{}{} imports: {} comes first",
                             python.empty() ? "" : " ", python, shadow),
                 fmt::format("remove one of the two: 'cal-pkg egg patch EGG --remove {}'",
                             shadow)});
    }
    return findings;
}

} // namespace calpkg::egg
