#pragma once

#include "cal-pkg/cli/command.hpp"
#include "lib/reproduce/reproduce.hpp"

#include <string>

namespace calpkg::commands {

/// `cal-pkg reproduce PATH`: makes published packages again and tells whether they are the same. Exits with 1 when one is not.
class Reproduce : public cli::Command {
public:
    void configure(CLI::App& app) override;
    int run() override;

private:
    reproduce::Options options() const;

    std::string path_, statement_, checkouts_, from_;
    reproduce::Parts parts_;
    bool json_ = false;
};

} // namespace calpkg::commands
