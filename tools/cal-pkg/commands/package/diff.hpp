#pragma once

#include "cal-pkg/cli/command.hpp"
#include "cal-pkg/options/inputs.hpp"

#include <string>

namespace calpkg::compare {
struct Comparison;
}

namespace calpkg::commands {

/// `cal-pkg diff OLD NEW`: what differs between two packages, directories of packages, installed roots or
/// commits. Exits with 1
/// when anything does, or with a policy when anything does that it does not allow.
class Diff : public cli::Command {
public:
    void configure(CLI::App& app) override;
    int run() override;

private:
    compare::Comparison comparison();
    void print(const compare::Comparison& comparison) const;

    cli::Inputs inputs_;
    std::string before_, after_;
    std::string policy_, html_, junit_;
    bool json_ = false, markdown_ = false;
};

} // namespace calpkg::commands
