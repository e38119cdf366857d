#pragma once

#include "lib/hash/known_good.hpp"
#include "lib/plan/plan.hpp"
#include "lib/report/finding.hpp"

namespace calpkg::check {

/// Judges the built web apps of `plan`: each by itself (see web_app.hpp), whether they are of the checkout's commit
/// and of one build, and whether one stands in another's place. What the layout knows of upstream's own builds becomes one
/// note that counts it. The apps are judged side by side; `known` spares what was judged before. Throws as judge_web_app().
report::Findings web_apps(const plan::Plan& plan, hash::KnownGood& known);

} // namespace calpkg::check
