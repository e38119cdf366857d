#pragma once

#include "cal-pkg/cli/command.hpp"
#include "cal-pkg/options/inputs.hpp"
#include "lib/report/timings.hpp"

namespace calpkg::commands {

/// `cal-pkg plan [COMPONENT…]`: the complete plans of the components that have a checkout.
class Plan : public cli::Command {
public:
    void configure(CLI::App& app) override;
    int run() override;

private:
    cli::Inputs inputs_;
    std::vector<std::string> components_;
    std::string topdir_ = "rpmbuild";
    bool json_ = false;
    bool timings_wanted_ = false;
    report::Timings timings_; ///< from the start of the program
};

} // namespace calpkg::commands
