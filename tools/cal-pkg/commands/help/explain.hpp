#pragma once

#include "cal-pkg/cli/command.hpp"

#include <string>
#include <vector>

namespace calpkg::commands {

/// `cal-pkg explain`: what a finding means, why it matters, an example, how to mend and how to accept it.
class Explain : public cli::Command {
public:
    void configure(CLI::App& app) override;
    int run() override;

private:
    std::vector<std::string> ids_;
    bool list_ = false;
    bool json_ = false;
    bool manual_ = false; ///< the page of the manual, as scdoc reads it
};

} // namespace calpkg::commands
