#pragma once

#include "lib/hash/known_good.hpp"
#include "lib/layout/catalog.hpp"
#include "lib/plan/make.hpp"
#include "lib/report/error.hpp"
#include "lib/report/timings.hpp"

#include <vector>

namespace calpkg::check {

/// What became of planning several components.
struct CheckedPlans {
    std::vector<plan::Plan>
        plans; ///< in the order of the requests; complete when no error is there
    std::vector<report::Error> errors; ///< of the requests that cannot be planned, in their order
};

/// What is to be planned for one target.
struct Order {
    layout::Target target;
    std::vector<plan::Request> requests;
};

/// Plans every request of each order, side by side, and adds what inputs() says of its sources to the
/// findings of each plan. Whoever repairs one checkout wants to know of the others before the next try:
/// all errors are collected. The orders name the same components, checkouts and versions in the same places; what does not
/// depend on the target is read once. One result an order. `known` spares what was judged before. `timings` may be null.
/// Throws report::Interrupted.
///
/// It is here since a plan that has not been checked is not to be built, and planning itself knows
/// nothing of checks.
std::vector<CheckedPlans> checked_plans(const layout::Catalog& catalog,
                                        const std::vector<Order>& orders, hash::KnownGood& known,
                                        report::Timings* timings = nullptr);

/// The same for one target, with nothing known.
CheckedPlans checked_plans(const layout::Catalog& catalog, const layout::Target& target,
                           const std::vector<plan::Request>& requests);

} // namespace calpkg::check
