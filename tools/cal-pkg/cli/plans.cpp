#include "cal-pkg/cli/plans.hpp"

#include "cal-pkg/cli/printers.hpp"
#include "lib/check/inputs.hpp"
#include "lib/process/tasks.hpp"
#include "lib/report/error.hpp"

#include <functional>
#include <optional>

namespace calpkg::cli {

std::vector<plan::Plan> make_plans(std::ostream& err, Inputs& inputs, const layout::Target& target,
                                   const std::vector<std::string>& components) {
    const std::vector<plan::Request> requests = inputs.requests(components);
    std::vector<plan::Plan> plans(requests.size());
    std::vector<std::optional<report::Error>> failures(requests.size());
    std::vector<std::function<void()>> tasks;
    for (std::size_t i = 0; i < requests.size(); ++i)
        tasks.emplace_back([&, i] {
            try {
                plans[i] = plan::make(inputs.catalog(), target, requests[i]);
                const report::Findings of_sources = check::inputs(plans[i]);
                plans[i].findings.insert(plans[i].findings.end(), of_sources.begin(),
                                         of_sources.end());
            } catch (const report::Error& error) {
                failures[i] = error;
            }
        });
    // All at once: each waits for git most of the time.
    process::run_tasks(tasks, static_cast<unsigned>(tasks.size()));
    std::vector<report::Error> errors;
    for (const std::optional<report::Error>& failure : failures)
        if (failure) errors.push_back(*failure);
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
