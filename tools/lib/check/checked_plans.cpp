#include "lib/check/checked_plans.hpp"

#include "lib/check/inputs.hpp"
#include "lib/plan/origin.hpp"
#include "lib/process/tasks.hpp"

#include <algorithm>
#include <functional>
#include <iterator>
#include <optional>
#include <utility>

namespace calpkg::check {

namespace {

using Span = report::Timings::Span;

/// One request's plan, or why there is none.
struct Planned {
    plan::Plan plan;
    std::optional<report::Error> failure;
};

plan::Plan plan_of(const layout::Catalog& catalog, const layout::Target& target,
                   const plan::Request& request, const plan::Origin& origin,
                   report::Timings* timings) {
    const Span span(timings, request.component, "planning");
    return plan::make(catalog, target, request, origin);
}

void plan_it(const layout::Catalog& catalog, const layout::Target& target,
             const plan::Request& request, const plan::Origin& origin, Planned& planned,
             hash::KnownGood& known, report::Timings* timings) {
    try {
        planned.plan = plan_of(catalog, target, request, origin, timings);
        const Span span(timings, request.component, "checking sources");
        report::Findings of_sources = inputs(planned.plan, known);
        std::ranges::move(of_sources, std::back_inserter(planned.plan.findings));
    } catch (const report::Error& error) {
        planned.failure = error;
    }
}

} // namespace

std::vector<CheckedPlans> checked_plans(const layout::Catalog& catalog,
                                        const std::vector<Order>& orders, hash::KnownGood& known,
                                        report::Timings* timings) {
    if (orders.empty()) return {};
    const std::size_t components = orders.front().requests.size();
    std::vector<std::vector<Planned>> planned(orders.size());
    for (std::vector<Planned>& list : planned) list.resize(components);
    std::vector<std::function<void()>> tasks;
    for (std::size_t i = 0; i < components; ++i)
        tasks.emplace_back([&, i] {
            try {
                const plan::Request& first = orders.front().requests[i];
                std::optional<Span> git(std::in_place, timings, first.component, "git");
                const plan::Origin origin(catalog, first);
                git.reset();
                for (std::size_t t = 0; t < orders.size(); ++t)
                    plan_it(catalog, orders[t].target, orders[t].requests[i], origin, planned[t][i],
                            known, timings);
                if (origin.git()) origin.git()->remember();
            } catch (const report::Error& error) {
                for (std::vector<Planned>& list : planned) list[i].failure = error;
            }
        });
    // All at once: each waits for git most of the time.
    process::run_tasks(tasks, static_cast<unsigned>(tasks.size()));
    std::vector<CheckedPlans> results(orders.size());
    for (std::size_t t = 0; t < orders.size(); ++t)
        for (Planned& one : planned[t]) {
            if (one.failure) results[t].errors.push_back(*one.failure);
            results[t].plans.push_back(std::move(one.plan));
        }
    return results;
}

CheckedPlans checked_plans(const layout::Catalog& catalog, const layout::Target& target,
                           const std::vector<plan::Request>& requests) {
    hash::KnownGood nothing;
    return std::move(checked_plans(catalog, {Order{target, requests}}, nothing).front());
}

} // namespace calpkg::check
