#pragma once

#include "lib/fs/temp_dir.hpp"
#include "lib/venv/recipe.hpp"
#include "lib/venv/runner.hpp"
#include "lib/venv/wheelhouse.hpp"

#include <filesystem>
#include <string>

namespace calpkg::venv {

/// What a job runs, from the folder venv/ of cal-pkg's data; the first is started.
inline constexpr const char* kScripts[] = {"build.sh", "tree.py"};

/// One run of venv/build.sh: a private directory with `in`, `out` and `log`, removed with the object.
class Job {
public:
    /// Stages the script, the job and its files. `scripts` is the folder with build.sh and tree.py. Throws
    /// report::Error, also for a temporary directory whose name has other than plain characters: what is in
    /// it may pass through shells (ssh).
    Job(const std::filesystem::path& scripts, const Recipe& recipe, const std::string& job);

    /// Puts the archives where the script looks for them.
    void add(const Wheelhouse& wheelhouse);

    /// Runs it, `network`: to download. Throws report::Error with what the script found missing, or with the
    /// end of the log (the whole log is then at `failed_log`), and for a runner that is not a program
    /// or whose run left less than it should.
    void run(const Runner& runner, bool network, const std::filesystem::path& failed_log);

    const std::filesystem::path& path() const { return directory_.path(); }
    std::filesystem::path in() const { return path() / "in"; }
    std::filesystem::path out() const { return path() / "out"; }
    std::filesystem::path log() const { return path() / "log"; }

private:
    [[noreturn]] void fail(const std::string& reason, const std::string& remedy,
                           const std::filesystem::path& failed_log) const;
    void check_outputs(const Runner& runner, bool network,
                       const std::filesystem::path& failed_log) const;

    fs::TempDir directory_;
    std::string component_;
};

} // namespace calpkg::venv
