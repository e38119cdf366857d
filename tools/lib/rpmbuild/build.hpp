#pragma once

#include "lib/engine/engine.hpp"
#include "lib/plan/plan.hpp"
#include "lib/repo/artifact.hpp"
#include "lib/repo/manifest.hpp"
#include "lib/repo/publication.hpp"
#include "lib/report/finding.hpp"
#include "lib/report/timings.hpp"
#include "lib/rpmbuild/runner.hpp"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace calpkg::rpmbuild {

enum class Phase { waiting, staging, building, checking, submitted, done, failed, unchanged };

/// Told what happens, from several threads at once: implementations lock. Progress is for people
/// only; nothing depends on it.
class Observer {
public:
    virtual ~Observer() = default;
    virtual void phase(const std::string& component, Phase phase) = 0;
    virtual void progress(const std::string& component, std::uint64_t files, std::uint64_t bytes,
                          std::uint64_t total_files, std::uint64_t total_bytes) = 0;
    /// Another build holds the output directory `out`; this one waits for it. Told once.
    virtual void waiting_for_output(const std::filesystem::path& /*out*/) {}
};

struct Options {
    std::filesystem::path out;   ///< artifacts go to <out>/<target>/; made when missing
    unsigned jobs = 1;           ///< components at the same time
    bool rebuild = false;        ///< also what is published already, made from the same
    bool replace_all = false;    ///< build-all: components that it does not make are withdrawn,
    std::set<std::string> stay;  ///< but for these
    repo::Rules rules;           ///< what may happen to what is published
    std::string program_version; ///< for the manifest
    repo::BuiltWith built_with;  ///< the same
    report::Timings* timings = nullptr; ///< is told how long everything takes; lives longer
    /// Template of the instructions that are published with the packages; empty: there are none.
    std::filesystem::path instructions;
    /// Who is to build the source packages, too: what comes back has to be what is built here.
    std::optional<engine::Options> engine;
    /// Whose rpmbuild builds; null: this system's. Lives longer. It sees what is below $TMPDIR.
    const Runner* runner = nullptr;
    /// A tmpfs that small builds may work in; empty: all work on the output's file system.
    std::filesystem::path memory = "/dev/shm";
};

/// How one component went.
struct Outcome {
    std::string component;
    bool ok = false;
    bool reused = false;       ///< it was published already, made from the same
    std::string error;         ///< one line, when not ok
    std::string log_tail;      ///< last lines of the failing program's log
    std::filesystem::path log; ///< where the whole log was kept after a failure
    report::Findings findings; ///< the plan's, then those of the finished package
    std::chrono::milliseconds elapsed{0};
};

struct Result {
    bool published = false;
    std::filesystem::path directory;       ///< <out>/<target>
    std::vector<repo::Artifact> artifacts; ///< made by this build, sorted by path
    std::vector<Outcome> outcomes;         ///< in the order of the plans
    report::Findings findings;             ///< of the publication
};

/// Stages, builds, checks and publishes `plans`, one at least and all for one target. What is published already, made
/// from the same (see inputs_digest()), is not built again. A plan whose findings hold an
/// error fails before rpmbuild starts (see check::checked_plans). All or nothing: when any component fails the others
/// still finish, nothing is published and the failing logs are kept in <out>/failed-<target>/logs until
/// the next run. With an engine, what it gets and gives stays in <out>/submitted-<target> until all is published.
/// Throws report::Error when the output directory cannot be used, report::Interrupted
/// on a signal; both leave the published directory as it was and no work directory behind.
///
/// A published directory is x86_64/, noarch/, SRPMS/, repodata/ over its binary packages and SRPMS/repodata/
/// over the source packages, logs/<component>.log, INSTALL.md and its page, and manifest.json (see manifest.hpp). How it
/// is renewed, and what is refused, is repo::Publication's. A directory with files but without
/// a readable manifest.json is refused.
Result run(const std::vector<plan::Plan>& plans, const Options& options, Observer& observer);

/// Whether a virtualenv or web apps have to be made before `plan` is complete.
bool lacks_parts(const plan::Plan& plan);

/// Throws what run() would of these plans, as far as the plans and the published directory tell without a build: for
/// whoever has long work to do before. A virtualenv may be missing in the plans. Leaves nothing behind.
void rehearse(const std::vector<plan::Plan>& plans, const Options& options, Observer& observer);

} // namespace calpkg::rpmbuild
