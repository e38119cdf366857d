#pragma once

#include "cal-pkg/cli/command.hpp"
#include "cal-pkg/options/repository_options.hpp"
#include "cal-pkg/options/sign_options.hpp"

#include <string>

namespace calpkg::commands {

/// `cal-pkg index DIR`: renews the indexes of a published directory.
class Index : public cli::Command {
public:
    void configure(CLI::App& app) override;
    int run() override;

private:
    std::string directory_;
    std::string config_;
    bool json_ = false;
    cli::RepositoryOptions options_;
    cli::SignOptions sign_;
};

} // namespace calpkg::commands
