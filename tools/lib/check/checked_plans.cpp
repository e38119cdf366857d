#include "lib/check/checked_plans.hpp"

#include "lib/check/inputs.hpp"
#include "lib/process/tasks.hpp"

#include <algorithm>
#include <functional>
#include <iterator>
#include <optional>

namespace calpkg::check {

CheckedPlans checked_plans(const layout::Catalog& catalog, const layout::Target& target,
                           const std::vector<plan::Request>& requests) {
    CheckedPlans result;
    result.plans.resize(requests.size());
    std::vector<std::optional<report::Error>> failures(requests.size());
    std::vector<std::function<void()>> tasks;
    for (std::size_t i = 0; i < requests.size(); ++i)
        tasks.emplace_back([&, i] {
            try {
                plan::Plan& plan = result.plans[i];
                plan = plan::make(catalog, target, requests[i]);
                report::Findings of_sources = inputs(plan);
                std::ranges::move(of_sources, std::back_inserter(plan.findings));
            } catch (const report::Error& error) {
                failures[i] = error;
            }
        });
    // All at once: each waits for git most of the time.
    process::run_tasks(tasks, static_cast<unsigned>(tasks.size()));
    for (const std::optional<report::Error>& failure : failures)
        if (failure) result.errors.push_back(*failure);
    return result;
}

} // namespace calpkg::check
