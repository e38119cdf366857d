#include "lib/check/policies.hpp"

#include "lib/process/run.hpp"
#include "lib/report/error.hpp"
#include "lib/stage/policy.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace calpkg::check {

report::Findings policies(const plan::Plan& plan) {
    report::Findings findings;
    const auto is_policy = [](const stage::StagedEntry& entry) {
        const auto* const source = std::get_if<stage::FileSource>(&entry.source);
        return source != nullptr && source->edits && source->edits->policy;
    };
    const auto policy = std::ranges::find_if(plan.entries, is_policy);
    if (policy == plan.entries.end()) return findings;
    for (const char* const program : stage::kPolicyCompilers) {
        try {
            process::require_program(program);
        } catch (const report::Error&) {
            findings.push_back(
                {"missing-program", report::Severity::warning,
                 fmt::format("{}: {}", plan.name, policy->origin),
                 fmt::format("is compiled by {}, which is not on PATH: it cannot be built here",
                             program),
                 stage::kPolicyCompilersRemedy});
        }
    }
    return findings;
}

} // namespace calpkg::check
