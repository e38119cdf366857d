#pragma once

#include "cal-pkg/cli/command.hpp"

#include <string>

namespace calpkg::commands {

/// `cal-pkg version`: the version of a checkout or of a `git describe` string, as upstream's
/// scripts print it (`VERSION=… REVISION=…`, fit for a shell's eval), as JSON, or explained.
class Version : public cli::Command {
public:
    void configure(CLI::App& app) override;
    int run() override;

private:
    std::string checkout_;
    std::string describe_;
    bool by_string_ = false; ///< --describe was given, even with an empty string
    std::string scheme_;
    bool json_ = false;
    bool explain_ = false;
    bool allow_dirty_ = false;
};

} // namespace calpkg::commands
