#pragma once

#include "cal-pkg/cli/command.hpp"
#include "cal-pkg/commands/egg/argument.hpp"
#include "cal-pkg/commands/egg/change.hpp"
#include "lib/egg/patch/request.hpp"

#include <optional>
#include <string>
#include <vector>

namespace calpkg::commands {

/// `cal-pkg egg patch`: changes an egg where it lies, into another file, or inside an RPM (as a new
/// RPM). What changed is printed as a unified diff.
class EggPatch : public cli::Command {
public:
    void configure(CLI::App& app) override;
    int run() override;

private:
    egg::Request request() const;

    EggArgument egg_;
    std::vector<std::string> fixes_;
    std::vector<std::string> replace_; ///< MEMBER=FILE
    std::vector<std::string> add_;     ///< MEMBER=FILE
    std::vector<std::string> remove_;
    std::vector<std::string> patches_;
    std::optional<unsigned> strip_;
    std::string checkout_;
    EggChange change_;
    bool json_ = false;
};

} // namespace calpkg::commands
