#pragma once

#include "lib/provenance/part.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace calpkg::provenance {

/// Something that a package was made from: in-toto's ResourceDescriptor.
struct Resource {
    std::string name;                          ///< "checkout", "layouts/server.yaml"
    std::string uri;                           ///< where everybody finds it; empty: nowhere
    std::map<std::string, std::string> digest; ///< by algorithm: "sha256", "gitCommit", kContent

    bool operator==(const Resource&) const = default;
};

/// Names of resources that others look for.
inline constexpr const char* kCheckout = "checkout";
inline constexpr const char* kWebApps = "web apps";
inline constexpr const char* kVirtualenv = "virtualenv";

/// The digest of what is no single file: over names, modes and contents of its files, as they are packed.
inline constexpr const char* kContent = "contentSha256";

/// What the packages of a component were made from, beyond what else the manifest tells of it: the same wherever they
/// are made of the same, and without paths, hosts or users.
struct MadeFrom {
    std::vector<Resource> resources;
    std::map<std::string, std::string> settings; ///< --set of the component, without its name
    std::string version;    ///< --version-of; empty: the checkout's tags said it
    bool keep_venv = false; ///< --keep-venv
    /// What of others' software the packages hold, sorted by name; unknown of what an older cal-pkg has built.
    std::optional<std::vector<Part>> parts{};

    bool operator==(const MadeFrom&) const = default;
    /// The resource of that name; null when there is none.
    const Resource* find(const std::string& name) const;
};

} // namespace calpkg::provenance
