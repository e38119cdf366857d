#pragma once

#include "lib/egg/locate.hpp"

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
    egg::EggLocation locate() const;
    egg::OpenedEgg open() const { return egg::OpenedEgg(locate()); }
};

/// What is in `member`. Throws report::Error, with a suggestion, for one that is not there.
std::string content_of(const egg::Egg& egg, const std::string& member);

/// Names out of an egg as they are printed, in text and in JSON: report::escaped() of each. Two
/// names that are not UTF-8 stay apart so, where JSON alone would have U+FFFD in both.
std::vector<std::string> escaped_all(std::vector<std::string> names);

} // namespace calpkg::commands
