#pragma once

#include "lib/layout/layout.hpp"
#include "lib/layout/target.hpp"
#include "lib/report/finding.hpp"
#include "lib/stage/staged_entry.hpp"

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace calpkg::plan {

struct Define {
    std::string name;
    std::string value;
};

/// A built web app among the sources, to be judged before it is packed.
struct WebApp {
    std::filesystem::path directory; ///< its dist
    std::string subject;             ///< "calamari-clients: dashboard/dist"
    std::string remedy;
    std::string installed; ///< where the package has it: "/opt/calamari/webapp/content/dashboard"
};

/// A virtualenv that cal-pkg makes for a package, by what decides what it will be.
struct VenvToMake {
    std::string key;    ///< digest of all that, its name in the cache
    bool made = false;  ///< it is in the cache, as it was built
    std::string python; ///< "2.6"
    std::vector<std::string>
        requirements;                 ///< the requirement files, by their names in the checkout
    std::filesystem::path lock;       ///< empty: what the checkout asks for
    std::filesystem::path wheelhouse; ///< empty: archives come from the network
    std::string runner;               ///< "local", or a command template
    std::filesystem::path made_lock;  ///< once it is made: what it was built from
};

/// Of WebAppsOrigin, what is the rule.
inline constexpr const char* kFromCheckout = "checkout";

/// Where the web apps of a package come from.
struct WebAppsOrigin {
    std::string from = kFromCheckout; ///< or "directory", "tarball", "package", "build"
    std::filesystem::path path;       ///< what the user gave; empty: the checkout, or a build
    std::string sha256;               ///< of the tarball or package; empty: neither
    std::string content; ///< SHA-256 over names, modes and digests of their files, as packed
};

/// Web apps that cal-pkg makes for a package, by what decides what they will be.
struct WebAppsToMake {
    std::string key;    ///< digest of all that, their name in the cache
    bool made = false;  ///< they are in the cache, as they were built
    std::string runner; ///< "local", or a command template
};

/// Everything that will happen to one component: the steps after planning only carry it out.
struct Plan {
    std::string component; ///< "server"
    std::string name;      ///< "calamari-server"
    std::string version;
    std::string release; ///< with dist: "12_ge16f809.el6"
    std::string arch;    ///< "x86_64" or "noarch"
    layout::Target target;
    std::filesystem::path layout;   ///< its file
    std::filesystem::path checkout; ///< without one: the directory beside the layout
    bool from_checkout = true;
    std::string commit;   ///< without a checkout: a digest of what the package is made from
    std::string describe; ///< … and the layout's version
    bool dirty = false;
    std::string tree;   ///< the commit's, as git names it; empty without a checkout
    std::string origin; ///< checkout::public_origin()'s
    std::map<std::string, std::string> settings; ///< Request's
    std::string version_given;                   ///< Request's version_override
    bool keep_venv = false;                      ///< Request's
    std::int64_t epoch =
        0; ///< SOURCE_DATE_EPOCH, the commit's or the version's time; no mtime is later
    std::vector<stage::StagedEntry> entries; ///< sorted by path bytes
    std::vector<Define> globals;             ///< of the generated spec, in order
    std::string spec_template;               ///< text of specs/<package>.spec
    std::string magic;                       ///< text of specs/magic, rpmbuild's file types
    std::string changelog;                   ///< the one %changelog entry, sanitised
    std::string tarball;                     ///< "calamari-clients_product_1.2.tar"
    std::filesystem::path venv_archive;      ///< tarball that MemberSource refers to, or empty
    std::string venv_top; ///< where a virtualenv is installed; empty: there is none
    std::optional<VenvToMake> venv_to_make; ///< while it is not made, its entries are missing
    std::vector<WebApp> web_apps;
    std::optional<WebAppsOrigin>
        web_apps_origin; ///< nothing: the component has none, or they are not made
    std::optional<WebAppsToMake>
        web_apps_to_make; ///< while they are not made, their entries are missing
    layout::WebAppRules web_app_rules;
    std::vector<std::string> accept; ///< ids of error findings that do not stop the build
    std::vector<std::filesystem::path> packed_whole; ///< directories of which everything is packed
    report::Findings findings;                       ///< noticed while planning; no errors
    bool srpm = true;

    std::string nevra() const { return name + "-" + version + "-" + release + "." + arch; }
    std::string nvr() const { return name + "-" + version + "-" + release; }
    std::uint64_t total_bytes() const;
};

} // namespace calpkg::plan
