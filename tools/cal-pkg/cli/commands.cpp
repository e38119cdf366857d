#include "cal-pkg/cli/command.hpp"

#include "cal-pkg/cli/program.hpp"
#include "cal-pkg/commands/egg/build.hpp"
#include "cal-pkg/commands/egg/group.hpp"
#include "cal-pkg/commands/help/explain.hpp"
#include "cal-pkg/commands/help/schema.hpp"
#include "cal-pkg/commands/package/build.hpp"
#include "cal-pkg/commands/package/canonical.hpp"
#include "cal-pkg/commands/package/diff.hpp"
#include "cal-pkg/commands/package/dist.hpp"
#include "cal-pkg/commands/package/fetch.hpp"
#include "cal-pkg/commands/package/index.hpp"
#include "cal-pkg/commands/package/init.hpp"
#include "cal-pkg/commands/package/matrix.hpp"
#include "cal-pkg/commands/package/plan.hpp"
#include "cal-pkg/commands/package/stage.hpp"
#include "cal-pkg/commands/package/submit.hpp"
#include "cal-pkg/commands/package/version.hpp"
#include "cal-pkg/commands/site/doctor.hpp"
#include "cal-pkg/commands/trust/capsule.hpp"
#include "cal-pkg/commands/trust/reproduce.hpp"
#include "cal-pkg/commands/trust/verify.hpp"
#include "cal-pkg/commands/venv/group.hpp"
#include "cal-pkg/commands/web/group.hpp"
#include "cal-pkg/completions/command.hpp"

namespace calpkg::cli {

namespace {

constexpr const char* kPackages = "Packages";
constexpr const char* kSteps = "Single steps, Python and sites";
constexpr const char* kHidden = "";

} // namespace

const std::vector<CommandEntry>& commands() {
    static const std::vector<CommandEntry> table{
        {"fetch", kPackages, "Fetch the checkouts that a release of Calamari is made of",
         make<commands::Fetch>},
        {"init", kPackages, "Write a cal-pkg.yaml from what is found here", make<commands::Init>},
        {"build-all", kPackages, "Build every component and publish the RPMs as a repository",
         make<commands::BuildAll>},
        {"build", kPackages, "Build some components and publish them beside the others",
         make<commands::Build>},
        {"submit", kPackages,
         "Have a build engine build the same, and publish it if it is the same",
         make<commands::Submit>},
        {"matrix", kPackages, "Build several lines for several systems, and tell which failed",
         make<commands::Matrix>},
        {"index", kPackages, "List what lies in a published directory anew, as after signing",
         make<commands::Index>},
        {"diff", kPackages, "Show what differs between two packages", make<commands::Diff>},
        {"verify", kPackages, "Tell whether packages and repositories are as they were made",
         make<commands::Verify>},
        {"reproduce", kPackages,
         "Make published packages again, and tell whether they are the same",
         make<commands::Reproduce>},
        {"capsule", kPackages, "Pack packages with all that they were made from into one archive",
         make<commands::Capsule>},
        {"plan", kPackages, "Show what a build would do, and do nothing", make<commands::Plan>},
        {"version", kSteps, "Show the version that a checkout gets, and why",
         make<commands::Version>},
        {"dist", kSteps, "Write the source tarball of 'make dist' or 'setup.py sdist'",
         make<commands::Dist>},
        {"stage", kSteps, "Write the tarball of what a package installs", make<commands::Stage>},
        {"canonical", kSteps, "Bring packages into one form, whichever rpmbuild made them",
         make<commands::Canonical>},
        {"web", kSteps, "Build the web apps of the clients", make<commands::Web>},
        {"venv", kSteps, "Build the server's virtualenv, or fetch what it is built from",
         make<commands::Venv>},
        {"egg", kSteps, "Make, look into, check and repair Python eggs", make<commands::Egg>},
        {"doctor", kSteps, "Look for what is wrong with an installed site", make<commands::Doctor>},
        {"explain", kSteps, "Tell what a finding means, why it matters and what to do",
         make<commands::Explain>},
        {"completion", kHidden, "Print a shell's completion script", make<completions::Completion>},
        {"schema", kHidden, "Print the JSON Schema of a kind of YAML file", make<commands::Schema>},
    };
    return table;
}

const char* program_summary() { return "Makes RPMs of the Ceph Calamari checkouts"; }

const char* program_example() { return "cal-pkg build-all --checkouts ~/src --target el7"; }

} // namespace calpkg::cli

namespace calpkg::commands {

std::vector<cli::CommandEntry> egg_makers(const char* group) {
    return {{"build", group, "Make the egg of a pure-Python package, without Python",
             cli::make<EggBuild>}};
}

} // namespace calpkg::commands
