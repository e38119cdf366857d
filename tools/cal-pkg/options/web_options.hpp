#pragma once

#include "cal-pkg/options/unused_options.hpp"
#include "lib/layout/project.hpp"
#include "lib/web/make/build.hpp"

#include <CLI/App.hpp>

#include <string>

namespace calpkg::cli {

/// The arguments that say how web apps are made: shared by `web build` and every command that takes `--web-apps build`.
class WebOptions {
public:
    /// Declares the runner as `runner_option` ("--runner", or "--web-runner" beside that of virtualenvs) and
    /// --rebuild-web-apps.
    void configure(CLI::App& app, const std::string& runner_option);

    /// With cal-pkg.yaml's values where nothing was given. Messages go to standard error.
    web::Options options(const layout::Project& project) const;
    /// Adds all that were given.
    void add_unused(UnusedOptions& unused, const std::string& why) const;

private:
    std::string runner_option_;
    std::string runner_;
    bool rebuild_ = false;
};

} // namespace calpkg::cli
