#pragma once

#include "lib/layout/layout.hpp"
#include "lib/plan/plan.hpp"
#include "lib/plan/variables.hpp"

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace calpkg::plan {

/// Built web apps that are packed instead of the checkout's own.
struct GivenWebApps {
    std::filesystem::path directory; ///< what they are looked for in
    WebAppsOrigin origin;
};

/// One web app as a layout names it.
struct WebAppRule {
    std::string source; ///< "admin/dist": where a checkout has it
    std::string to;     ///< "/opt/calamari/webapp/content/admin"

    std::string name() const { return std::filesystem::path(to).filename().string(); }
    bool operator==(const WebAppRule&) const = default;
};

bool has_web_apps(const layout::Layout& layout);

/// The web apps of `layout`, in its order.
std::vector<WebAppRule> web_apps_of(const layout::Layout& layout, const Variables& variables);

/// Where each of `apps` lies in the directory `given`, by its source. They are looked for where an installed system has
/// them (`opt/calamari/webapp/content/admin`), else side by side in the directory itself or at most four levels deeper,
/// each as `admin/dist` or, unless that is a source tree, as `admin`. Those that are missing are left out. Throws
/// report::Error when there is none at all, when several places are equally good, or when one leads out of `given` by a
/// link.
std::map<std::string, std::filesystem::path> find_web_apps(const GivenWebApps& given,
                                                           const std::vector<WebAppRule>& apps);

/// Stands between the paths of a layout and the web apps from elsewhere that are to be found there.
class WebAppsElsewhere {
public:
    /// Throws report::Error as find_web_apps() does and, unless `some_may_be_missing`, one that names all `apps` that
    /// are, with what was looked for.
    WebAppsElsewhere(GivenWebApps given, const std::vector<WebAppRule>& apps,
                     bool some_may_be_missing);

    /// What is read for `path` of the checkout; nothing when that is not of a web app.
    std::optional<std::filesystem::path> find(const std::string& path) const;
    /// How messages call what lies at `found`: what was unpacked has no name that a person knows.
    std::string shown(const std::filesystem::path& found) const;
    const WebAppsOrigin& origin() const { return given_.origin; }

private:
    GivenWebApps given_;
    std::map<std::string, std::filesystem::path> places_;
};

/// A tarball of the built web apps of `package` in or beside the checkout, as upstream's `make build-product` leaves
/// one there; empty when there is none. Only names are looked at.
std::filesystem::path web_apps_tarball_near(const std::filesystem::path& checkout,
                                            const std::string& package);

} // namespace calpkg::plan
