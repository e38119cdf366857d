#include "cal-pkg/options/build_options.hpp"

#include "cal-pkg/cli/option_groups.hpp"
#include "cal-pkg/cli/validators.hpp"

#include <fmt/format.h>

namespace calpkg::cli {

void BuildOptions::configure(CLI::App& app, const std::string& form) {
    app.add_option("--out", out,
                   fmt::format("Directory to publish to, as {} (default {})", form, kDefaultOut))
        ->check(kNotEmpty)
        ->type_name("DIR")
        ->group(kOutput);
    app.add_option("--jobs,-j", jobs,
                   "Components to build at the same time (default: one a processor)")
        ->check(CLI::Range(1U, 64U))
        ->type_name("N");
    app.add_flag("--rebuild", rebuild, "Build also what is published already, made from the same");
}

} // namespace calpkg::cli
