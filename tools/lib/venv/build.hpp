#pragma once

#include "lib/report/finding.hpp"
#include "lib/venv/cache.hpp"
#include "lib/venv/recipe.hpp"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace calpkg::venv {

/// What the user decided about a virtualenv.
struct Options {
    std::filesystem::path wheelhouse; ///< empty: archives come from the network
    std::filesystem::path lock;       ///< empty: what the checkout asks for
    std::string runner;               ///< see Runner; empty: this machine
    std::string python;          ///< path of the interpreter where the job runs; empty: by version
    std::filesystem::path cache; ///< see default_cache()
    bool rebuild = false;        ///< a cached one does not count
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
    std::shared_ptr<const CacheEntry> hold; ///< nobody rebuilds it while this lives
};

/// Builds the virtualenv of `request`'s component, or finds it in the cache. The same inputs and archives give
/// the same bytes wherever and whenever. Throws report::Error: missing archives (all of them), a lock
/// that does not fit, a missing Python, a step that failed, a tree that names the build directory.
Built build(const layout::Catalog& catalog, const layout::Target& target,
            const plan::Request& request, const Options& options);

/// Fetches into `directory`, from the network, the archives that build() needs; those that are there
/// already stay, those of `options.lock` are exactly those. Returns their paths, sorted.
std::vector<std::filesystem::path> fill_wheelhouse(const layout::Catalog& catalog,
                                                   const layout::Target& target,
                                                   const plan::Request& request,
                                                   const std::filesystem::path& directory,
                                                   const Options& options);

} // namespace calpkg::venv
