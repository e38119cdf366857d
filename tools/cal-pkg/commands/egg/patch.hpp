#pragma once

#include "cal-pkg/cli/command.hpp"
#include "cal-pkg/commands/egg/argument.hpp"
#include "cal-pkg/commands/egg/package_signing.hpp"
#include "lib/egg/patch/package_patch.hpp"
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
    int patch_egg(const egg::EggLocation& location, const egg::Request& wanted) const;
    int patch_package(const egg::EggLocation& location, const egg::Request& wanted) const;
    egg::PackageOutput package_output(const egg::Request& wanted) const;

    EggArgument egg_;
    std::vector<std::string> fixes_;
    std::vector<std::string> replace_; ///< MEMBER=FILE
    std::vector<std::string> add_;     ///< MEMBER=FILE
    std::vector<std::string> remove_;
    std::vector<std::string> patches_;
    std::optional<unsigned> strip_;
    std::string checkout_;
    std::vector<std::string> accept_;
    std::string output_;
    bool no_backup_ = false;
    std::string release_;
    std::vector<std::string> changelog_;
    PackageSigning signing_;
    bool json_ = false;
};

} // namespace calpkg::commands
