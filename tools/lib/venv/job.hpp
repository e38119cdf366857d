#pragma once

#include "lib/fs/temp_dir.hpp"
#include "lib/process/runner.hpp"
#include "lib/venv/cache.hpp"
#include "lib/venv/recipe.hpp"
#include "lib/venv/wheelhouse.hpp"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace calpkg::venv {

/// What a job runs, from the folder venv/ of cal-pkg's data; the first is started.
inline constexpr const char* kScripts[] = {"build.sh", "tree.py"};

/// What differs between jobs that build different things.
struct JobKind {
    std::string subject;              ///< "virtualenv of server", for messages
    std::vector<std::string> scripts; ///< files of the folder with them; the first is started
    std::vector<std::string> outputs; ///< what a build has to leave in OUT, besides `done`
};

/// One run of a script such as venv/build.sh: a private directory with `in`, `out` and `log`, removed with the object.
class Job {
public:
    /// Stages the scripts of the folder `scripts`, the text `job` and, as `src.tar`, `files`. Throws
    /// report::Error, also for a temporary directory whose name has other than plain characters: what is in
    /// it may pass through shells (ssh).
    Job(JobKind kind, const std::filesystem::path& scripts,
        const std::vector<stage::StagedEntry>& files, const std::string& job);
    /// One that builds a virtualenv.
    Job(const std::filesystem::path& scripts, const Recipe& recipe, const std::string& job);

    /// Puts the archives where the script looks for them.
    void add(const Wheelhouse& wheelhouse);

    enum class Purpose {
        build,           ///< no network
        download,        ///< network, and nothing but `done` has to come out
        build_and_fetch, ///< network, and what a build has to leave
    };

    /// Runs it. Throws report::Error with what the script found missing, or with the
    /// end of the log (the whole log is then at `failed_log`), and for a runner that is not a program
    /// or whose run left less than it should.
    void run(const process::Runner& runner, Purpose purpose,
             const std::filesystem::path& failed_log);

    /// What of the archive `tree`, a file in `out`, names the job's directory (members_naming()), which is gone where the
    /// result is used.
    std::vector<std::string> naming_itself(const std::string& tree) const;
    /// Puts what came out into the claimed `entry` and seals it: the archive `tree`, normalised to a commit of `epoch`, the
    /// text of its lock file, the facts and the log.
    void keep_in(const CacheEntry& entry, const std::string& tree, const std::string& lock,
                 std::int64_t epoch) const;

    const std::filesystem::path& path() const { return directory_.path(); }
    std::filesystem::path in() const { return path() / "in"; }
    std::filesystem::path out() const { return path() / "out"; }
    std::filesystem::path log() const { return path() / "log"; }

private:
    [[noreturn]] void fail(const std::string& reason, const std::string& remedy,
                           const std::filesystem::path& failed_log) const;
    void check_outputs(const process::Runner& runner, Purpose purpose,
                       const std::filesystem::path& failed_log) const;

    fs::TempDir directory_;
    JobKind kind_;
};

} // namespace calpkg::venv
