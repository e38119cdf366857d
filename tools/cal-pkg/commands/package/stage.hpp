#pragma once

#include "cal-pkg/cli/command.hpp"
#include "cal-pkg/options/inputs.hpp"

namespace calpkg::commands {

/// `cal-pkg stage COMPONENT…`: the tarball of what the package installs, as `tarname` of the specs takes
/// it; with --topdir a work directory that the printed rpmbuild command builds from.
class Stage : public cli::Command {
public:
    void configure(CLI::App& app) override;
    int run() override;

private:
    cli::Inputs inputs_;
    std::vector<std::string> components_;
    std::string out_ = ".";
    std::string topdir_;
    bool json_ = false;
};

} // namespace calpkg::commands
