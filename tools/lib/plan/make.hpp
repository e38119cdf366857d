#pragma once

#include "lib/checkout/git.hpp"
#include "lib/checkout/version.hpp"
#include "lib/layout/catalog.hpp"
#include "lib/plan/memory.hpp"
#include "lib/plan/plan.hpp"
#include "lib/plan/web_apps.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace calpkg::plan {

/// What the user decided about one component.
struct Request {
    std::string component;
    std::filesystem::path checkout;              ///< empty where the component has none
    std::optional<std::string> version_override; ///< --version-of NAME=VERSION-REVISION
    bool allow_dirty = false;
    bool srpm = true;
    /// What the user has set, by name; each as layout::require_setting() wants it.
    std::map<std::string, std::string> settings;
    /// Prebuilt virtualenv: a directory or a tarball; empty: none.
    std::filesystem::path venv;
    /// What `venv` was made from or, while that is empty, will be.
    std::optional<VenvToMake> venv_to_make;
    /// Built web apps that are packed in place of the checkout's.
    std::optional<GivenWebApps> web_apps;
    /// What they were made from or, while there are none, will be.
    std::optional<WebAppsToMake> web_apps_to_make;
    bool keep_venv = false;          ///< calamari's own packages in it stay, see add_venv
    std::vector<std::string> accept; ///< ids of error findings that do not stop the build
    Memory* memory = nullptr;        ///< not owned; null: all is found out anew
};

/// Reads the checkout, or the files beside the layout, and makes the complete plan. Throws report::Error for whatever would make
/// rpmbuild fail or the package be wrong: dirty checkout, no version, missing path (with the
/// layout's position and remedy), duplicate destination, unsafe link or name.
/// Several missing paths come in one Error.
Plan make(const layout::Catalog& catalog, const layout::Target& target, const Request& request);

class Origin;

/// The same, of what has been read already, for the same component, checkout and version.
Plan make(const layout::Catalog& catalog, const layout::Target& target, const Request& request,
          const Origin& origin);

/// The source tarball of `cal-pkg dist`: entries have relative paths below `prefix`.
struct DistPlan {
    std::string component;
    std::string tarball;                             ///< file name
    std::vector<std::filesystem::path> packed_whole; ///< directories of which everything is packed
    std::int64_t epoch = 0;
    std::vector<stage::StagedEntry> entries; ///< paths relative: "calamari-server-1.2/COPYING"
    report::Findings findings;
};

/// Plans the tarball of upstream's `make dist` / `setup.py sdist`. Throws report::Error for a component that has none.
DistPlan make_dist(const layout::Catalog& catalog, const Request& request);

} // namespace calpkg::plan
