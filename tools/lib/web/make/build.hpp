#pragma once

#include "lib/venv/cache.hpp"
#include "lib/web/make/recipe.hpp"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace calpkg::web {

/// What the user decided about building web apps.
struct Options {
    std::string runner;                     ///< see process::Runner; empty: this machine
    std::string runner_option = "--runner"; ///< the option that it is given with
    std::filesystem::path lock;  ///< what they have to be built with; empty: what there is
    std::filesystem::path cache; ///< see venv::default_cache()
    bool rebuild = false;        ///< cached ones do not count
    std::function<void(const std::string&)> on_message; ///< told what takes long; may be empty
};

/// Web apps that were built, in the cache.
struct Built {
    std::filesystem::path tree; ///< an uncompressed tar archive of `admin/dist`, …
    std::filesystem::path lock;
    std::filesystem::path log;
    std::int64_t epoch = 0; ///< the commit's time
    bool cached = false;    ///< they were there already, and as they were built
    std::shared_ptr<const venv::CacheEntry> hold; ///< nobody builds them anew while this lives
    plan::WebAppsToMake recipe;
};

/// What build() would do.
struct Prospect {
    plan::WebAppsToMake recipe;
    std::optional<Built> cached; ///< it would take these; else it would build them
};

/// Finds out what build() would do, with the same arguments. Only reads, and runs no program but git. Throws
/// report::Error as make_recipe() does.
Prospect look_up(const layout::Catalog& catalog, const layout::Target& target,
                 const plan::Request& request, const Options& options);

/// Builds the web apps of `request`'s checkout, or finds them in the cache. Throws report::Error: what cannot be fetched
/// any more (all of it), missing programs, other ones or other packages than the lock's, a step that failed or did not end, apps that name the build directory.
Built build(const layout::Catalog& catalog, const layout::Target& target,
            const plan::Request& request, const Options& options);

} // namespace calpkg::web
