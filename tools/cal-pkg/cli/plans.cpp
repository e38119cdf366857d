#include "cal-pkg/cli/plans.hpp"

#include "lib/check/inputs.hpp"

#include <future>

namespace calpkg::cli {

std::vector<plan::Plan> make_plans(const Inputs& inputs, const layout::Target& target,
                                   const std::vector<std::string>& components) {
    // Most of planning is waiting for git.
    std::vector<std::future<plan::Plan>> planned;
    for (const plan::Request& request : inputs.requests(components))
        planned.push_back(std::async(std::launch::async, [&inputs, &target, request] {
            plan::Plan plan = plan::make(inputs.catalog(), target, request);
            const report::Findings of_sources = check::inputs(plan);
            plan.findings.insert(plan.findings.end(), of_sources.begin(), of_sources.end());
            return plan;
        }));
    std::vector<plan::Plan> plans;
    for (std::future<plan::Plan>& future : planned) plans.push_back(future.get());
    return plans;
}

report::Findings findings_of(const std::vector<plan::Plan>& plans) {
    report::Findings all;
    for (const plan::Plan& plan : plans)
        all.insert(all.end(), plan.findings.begin(), plan.findings.end());
    return all;
}

} // namespace calpkg::cli
