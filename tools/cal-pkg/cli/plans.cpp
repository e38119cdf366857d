#include "cal-pkg/cli/plans.hpp"

#include "cal-pkg/cli/printers.hpp"
#include "lib/check/inputs.hpp"
#include "lib/report/error.hpp"

#include <future>

namespace calpkg::cli {

std::vector<plan::Plan> make_plans(std::ostream& err, Inputs& inputs, const layout::Target& target,
                                   const std::vector<std::string>& components) {
    // Most of planning is waiting for git.
    std::vector<std::future<plan::Plan>> planned;
    for (const plan::Request& request : inputs.requests(components))
        planned.push_back(std::async(std::launch::async, [&inputs, &target, request] {
            plan::Plan plan = plan::make(inputs.catalog(), target, request);
            const report::Findings of_sources = check::inputs(plan, target);
            plan.findings.insert(plan.findings.end(), of_sources.begin(), of_sources.end());
            return plan;
        }));
    std::vector<plan::Plan> plans;
    std::vector<report::Error> errors;
    for (std::future<plan::Plan>& future : planned) try {
            plans.push_back(future.get());
        } catch (const report::Error& error) {
            errors.push_back(error);
        }
    if (errors.empty()) return plans;
    // Whoever mends one checkout wants to know of the others before the next try.
    for (std::size_t i = 0; i + 1 < errors.size(); ++i) print_error(err, errors[i].what());
    throw errors.back();
}

report::Findings findings_of(const std::vector<plan::Plan>& plans) {
    report::Findings all;
    for (const plan::Plan& plan : plans)
        all.insert(all.end(), plan.findings.begin(), plan.findings.end());
    return all;
}

} // namespace calpkg::cli
