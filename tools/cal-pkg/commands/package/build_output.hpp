#pragma once

#include "lib/layout/target.hpp"
#include "lib/plan/plan.hpp"
#include "lib/rpmbuild/build.hpp"

#include <nlohmann/json.hpp>

#include <memory>
#include <string>
#include <vector>

namespace calpkg::commands {

/// The build for one target, from its plans to what came of them.
struct TargetBuild {
    layout::Target target;
    rpmbuild::Options options;
    std::vector<plan::Plan> plans;
    rpmbuild::Result result;
    std::shared_ptr<report::Timings> timings = std::make_shared<report::Timings>();
    std::string error; ///< what stopped it as a whole; not empty only where there are other targets

    bool failed() const { return !error.empty(); }
};

/// What --json prints: of one target its result, of several a list.
nlohmann::ordered_json to_json(const std::vector<TargetBuild>& builds);

/// Adds "timings" to that: `all`, of the whole run, and those of each target.
void add_timings(nlohmann::ordered_json& json, const report::Timings& all,
                 const std::vector<TargetBuild>& builds);

/// Prints them to standard error, as tables.
void print_timings(const report::Timings& all, const std::vector<TargetBuild>& builds);

/// Prints to standard error what was found in the finished packages, what failed and why, with the end of its log, and
/// what publishing told; what is the same for several targets once. Findings of the plans were printed before the build.
void print_outcomes(const std::vector<TargetBuild>& builds);

} // namespace calpkg::commands
