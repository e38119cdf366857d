#pragma once

#include "lib/report/finding.hpp"
#include "lib/venv/cache.hpp"
#include "lib/venv/recipe.hpp"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace calpkg::venv {

/// What the user decided about a virtualenv.
struct Options {
    std::filesystem::path wheelhouse; ///< empty: archives come from the network
    std::filesystem::path lock;       ///< empty: what the checkout asks for
    std::string runner;               ///< see process::Runner; empty: this machine
    std::string python;          ///< path of the interpreter where the job runs; empty: by version
    std::filesystem::path cache; ///< see default_cache()
    std::filesystem::path archives; ///< has archives that no index has; empty: they are fetched
    bool rebuild = false;           ///< a cached one does not count
    std::function<void(const std::string&)> on_message; ///< told what takes long; may be empty
};

/// A finished virtualenv, in the cache.
struct Built {
    std::filesystem::path tree; ///< an uncompressed tar archive of the virtualenv's content
    std::filesystem::path lock;
    std::filesystem::path log;
    std::int64_t epoch = 0;                 ///< the time of everything in the tree
    bool cached = false;                    ///< it was there already, and as it was built
    report::Findings findings;              ///< warnings
    std::shared_ptr<const CacheEntry> hold; ///< nobody builds it anew while this lives
    plan::VenvToMake recipe;                ///< what it was made from
};

/// What build() would do.
struct Prospect {
    plan::VenvToMake recipe;
    std::optional<Built> cached; ///< it would take this; else it would build one
};

/// Finds out what build() would do, with the same arguments. Only reads, and runs no program but git.
/// Throws report::Error as build() does before it starts to build.
Prospect look_up(const layout::Catalog& catalog, const layout::Target& target,
                 const plan::Request& request, const Options& options);

/// Builds the virtualenv of `request`'s component, or finds it in the cache. The same inputs and archives give
/// the same bytes wherever and whenever. Throws report::Error: missing archives (all of them), a lock
/// that does not fit, a missing Python, a step that failed, a tree that names the build directory.
Built build(const layout::Catalog& catalog, const layout::Target& target,
            const plan::Request& request, const Options& options);

/// Fetches into `directory`, from the network, the archives that build() needs; those that are there
/// already are taken and stay, those of `options.lock` are exactly those. When some cannot be had the others are kept,
/// and all are named. Returns their paths, sorted.
std::vector<std::filesystem::path> fill_wheelhouse(const layout::Catalog& catalog,
                                                   const layout::Target& target,
                                                   const plan::Request& request,
                                                   const std::filesystem::path& directory,
                                                   const Options& options);

} // namespace calpkg::venv
