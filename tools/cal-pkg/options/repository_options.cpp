#include "cal-pkg/options/repository_options.hpp"

#include "cal-pkg/cli/option_groups.hpp"
#include "lib/layout/project.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace calpkg::cli {

void RepositoryOptions::configure(CLI::App& app, bool for_build) {
    for_build_ = for_build;
    app.add_option("--keep", keep_,
                   for_build ? fmt::format("Versions of each package that stay (default {})",
                                           repo::kKeepByDefault)
                             : "Versions of each package that stay (default all)")
        ->check(CLI::Range(1U, layout::kMostKept))
        ->type_name("N")
        ->group(kPublished);
    app.add_flag("--replace", replace_, "Replace published packages by others of the same name")
        ->group(kPublished);
    if (!for_build) return;
    app.add_flag("--allow-downgrade", allow_downgrade_,
                 "Publish older packages, and withdraw the newer ones")
        ->group(kPublished);
}

repo::Rules RepositoryOptions::rules(unsigned project_keep) const {
    repo::Rules rules{.keep = {}, .replace = replace_, .allow_downgrade = allow_downgrade_};
    if (for_build_) rules.keep = repo::kKeepByDefault;
    if (project_keep > 0) rules.keep = project_keep;
    if (keep_ > 0) rules.keep = keep_;
    return rules;
}

} // namespace calpkg::cli
