#pragma once

#include "lib/process/runner.hpp"
#include "lib/venv/build.hpp"
#include "lib/venv/job.hpp"
#include "lib/venv/lock.hpp"
#include "lib/venv/recipe.hpp"
#include "lib/venv/wheelhouse.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace calpkg::venv {

/// Options and recipe made ready: what builds, downloads and questions start from.
struct Work {
    const Options& options;
    std::filesystem::path scripts;
    Recipe recipe;
    std::optional<Lock> lock;
    process::Runner runner;

    Work(const layout::Catalog& catalog, const layout::Target& target, const plan::Request& request,
         const Options& given);

    std::string job(Mode mode) const;
    /// Of the options; nothing when archives come from the network.
    std::optional<Wheelhouse> wheelhouse() const;
};

/// Tells the user, when there is somebody to tell.
void tell(const Options& options, const std::string& text);

/// Lays those of the archives `names` that are in `directory` where a download finds them.
void offer(const Job& job, const std::filesystem::path& directory,
           const std::vector<std::string>& names);

/// Runs a download; its archives, checked.
Wheelhouse download(Job& job, const Work& work, const std::filesystem::path& failed_log);

/// The archives in `directory`: those of the lock, or all that are there. Throws report::Error when some of what the
/// recipe needs are missing.
Wheelhouse open_wheelhouse(const std::filesystem::path& directory, const Recipe& recipe,
                           const std::optional<Lock>& lock);

} // namespace calpkg::venv
