#pragma once

#include "cal-pkg/options/unused_options.hpp"
#include "lib/layout/catalog.hpp"
#include "lib/layout/project.hpp"
#include "lib/venv/build.hpp"

#include <CLI/App.hpp>

#include <filesystem>
#include <string>

namespace calpkg::cli {

/// The file of the lock that was `given` with --lock, a file or the name of one of the catalog's; empty of an empty one. Throws
/// report::Error for what is neither.
std::filesystem::path lock_file(const layout::Catalog& catalog, const std::string& given);

/// The arguments that say how a virtualenv is made: shared by `venv build`, `venv wheelhouse` and
/// every command that takes `--venv build`.
class VenvOptions {
public:
    /// Declares --lock, --runner, --python; with `for_build` also --wheelhouse and --rebuild-venv.
    void configure(CLI::App& app, bool for_build);

    /// With cal-pkg.yaml's values where nothing was given, and `default_lock` where that has no lock either. A lock is
    /// a file, or the name of one of the catalog's. Messages go to standard error.
    venv::Options options(const layout::Catalog& catalog, const layout::Project& project,
                          const std::filesystem::path& default_lock) const;

    /// Adds all that were given. Throws report::Error for a lock and a wheelhouse that are not there.
    void add_unused(UnusedOptions& unused, const layout::Catalog& catalog,
                    const std::string& why) const;

    /// --lock and --python as they were given, and whether they are, there or in cal-pkg.yaml.
    const std::string& lock() const { return lock_; }
    const std::string& python() const { return python_; }
    bool names_lock(const layout::Project& project) const {
        return !(lock_.empty() && project.lock.empty());
    }
    bool names_python(const layout::Project& project) const {
        return !(python_.empty() && project.python.empty());
    }

private:
    std::string wheelhouse_;
    std::string lock_;
    std::string runner_;
    std::string python_;
    bool rebuild_ = false;
};

} // namespace calpkg::cli
