#pragma once

#include "lib/egg/patch/selection.hpp"

#include <CLI/App.hpp>

#include <string>
#include <vector>

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

/// Names out of an egg as they are printed, in text and in JSON: report::escaped() of each. Two
/// names that are not UTF-8 stay apart so, where JSON alone would have U+FFFD in both.
std::vector<std::string> escaped_all(std::vector<std::string> names);

} // namespace calpkg::commands
