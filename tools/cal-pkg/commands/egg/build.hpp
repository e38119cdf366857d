#pragma once

#include "cal-pkg/cli/command.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace calpkg::commands {

/// `cal-pkg egg build`: the egg of a package directory, for a Python version that need not be here.
/// In a git work tree it is made of what git tracks, with the commit's time.
class EggBuild : public cli::Command {
public:
    void configure(CLI::App& app) override;
    int run() override;

private:
    std::string directory_;
    std::string python_;
    std::string out_ = ".";
    std::string form_ = "auto";
    std::string files_ = "auto";
    std::string interpreter_;
    std::vector<std::string> overrides_;
    std::vector<std::string> added_;
    std::int64_t time_ = -1; ///< -1: not given
    bool allow_dirty_ = false;
    bool json_ = false;
};

} // namespace calpkg::commands
