#pragma once

#include "cal-pkg/cli/command.hpp"
#include "cal-pkg/options/build_options.hpp"

#include <string>

namespace calpkg::commands {

/// `cal-pkg matrix FILE`: build-all for each line of the file, one after the other, into OUT/<line>/<target>. One that
/// fails does not keep the others from being built. Exits with 1 when one has failed.
class Matrix : public cli::Command {
public:
    void configure(CLI::App& app) override;
    int run() override;

private:
    std::string file_;
    cli::BuildOptions how_;
    bool json_ = false;
};

} // namespace calpkg::commands
