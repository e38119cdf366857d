#pragma once

#include "lib/egg/locate.hpp"

#include <CLI/App.hpp>

#include <string>

namespace calpkg::commands {

/// The arguments EGG and --egg NAME, which every command of `cal-pkg egg` begins with.
struct EggArgument {
    std::string given;
    std::string name;

    void configure(CLI::App& app);
    /// Throws report::Error, also for a NAME where there is nothing to choose from.
    egg::EggLocation locate() const;
    egg::OpenedEgg open() const { return egg::OpenedEgg(locate()); }
};

} // namespace calpkg::commands
