// In the place of commands.cpp in the portable program.
#include "cal-pkg/cli/command.hpp"
#include "cal-pkg/cli/program.hpp"
#include "cal-pkg/commands/egg/group.hpp"
#include "cal-pkg/commands/egg/package_signing.hpp"
#include "cal-pkg/commands/site/doctor.hpp"

namespace calpkg::cli {

namespace {

constexpr const char* kSites = "On the sites";

} // namespace

const std::vector<CommandEntry>& commands() {
    static const std::vector<CommandEntry> table{
        {"doctor", kSites, "Look for what is wrong with an installed site", make<commands::Doctor>},
        {"egg", kSites, "Look into, check and repair Python eggs", make<commands::Egg>},
    };
    return table;
}

const char* program_summary() {
    return "Finds and repairs what is wrong with an installed Calamari";
}

const char* program_example() { return "cal-pkg doctor"; }

} // namespace calpkg::cli

namespace calpkg::commands {

std::vector<cli::CommandEntry> egg_makers(const char* /*group*/) { return {}; }

struct PackageSigning::Options {};

PackageSigning::PackageSigning() = default;
PackageSigning::~PackageSigning() = default;
void PackageSigning::configure(CLI::App& /*app*/) {}
bool PackageSigning::is_asked() const { return false; }
void PackageSigning::complete(egg::PackageOutput& /*output*/,
                              const rpm::OpenPackage& /*package*/) const {}

} // namespace calpkg::commands
