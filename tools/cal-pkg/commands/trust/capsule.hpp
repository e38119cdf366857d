#pragma once

#include "cal-pkg/cli/command.hpp"
#include "cal-pkg/options/remake_options.hpp"

#include <string>

namespace calpkg::commands {

/// `cal-pkg capsule PATH`: packs published packages with all that they were made from into one archive, which
/// reproduce takes.
class Capsule : public cli::Command {
public:
    void configure(CLI::App& app) override;
    int run() override;

private:
    std::string path_, out_;
    cli::RemakeOptions remake_;
    bool json_ = false;
};

} // namespace calpkg::commands
