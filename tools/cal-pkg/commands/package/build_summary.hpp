#pragma once

#include "cal-pkg/commands/package/build_output.hpp"
#include "lib/report/timings.hpp"

#include <nlohmann/json.hpp>

#include <iosfwd>
#include <string>
#include <vector>

namespace calpkg::commands {

/// What became of the build for one target.
struct Summary {
    std::string target;
    bool published = false;
    std::vector<std::string> built, reused, failed; ///< components
    std::size_t packages = 0;                       ///< of what was built and reused
    std::uint64_t bytes = 0;                        ///< their size
    std::size_t errors = 0, warnings = 0, notes = 0;
};

Summary summary_of(const TargetBuild& build);

/// {target, published, built, reused, failed, packages, bytes, findings: {errors, warnings, notes}}
nlohmann::ordered_json to_json(const Summary& summary);

/// A line a target: what was built, what was there already, size, time and how much was found.
void print_summary(std::ostream& out, const std::vector<TargetBuild>& builds,
                   report::Timings::Clock::duration time);

} // namespace calpkg::commands
