#pragma once

#include "lib/egg/patch/selection.hpp"

#include <CLI/App.hpp>

#include <string>

namespace calpkg::commands {

/// The arguments EGG and --egg NAME, which every command of `cal-pkg egg` begins with.
struct EggArgument {
    std::string given;
    std::string name;

    void configure(CLI::App& app);
    /// Throws report::Error, also for a NAME where there is nothing to choose from.
    egg::Place locate() const;
    egg::Opened open() const { return egg::Opened(locate()); }
};

} // namespace calpkg::commands
