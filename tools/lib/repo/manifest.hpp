#pragma once

#include "lib/plan/plan.hpp"
#include "lib/provenance/made_from.hpp"
#include "lib/repo/artifact.hpp"
#include "lib/repo/seal/manifest_seal.hpp" // kManifestName, kManifestSignature
#include "lib/report/finding.hpp"

#include <array>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace calpkg::repo {

/// What else is written for people at the top of a published directory, unless a site has its own there.
inline constexpr std::array kDocuments{"INSTALL.md", "INSTALL.html"};

/// Versions of what a component was built with, as the programs call themselves; empty where nobody knows.
struct BuiltWith {
    std::string rpmbuild, librpm, createrepo_c;
    int encoder = 0;    ///< encode::kVersion
    std::string inputs; ///< digest of all else that decided its packages; empty if nobody knows
    std::vector<std::string> equal_by; ///< tools_text() of others that have made the same packages
};

/// What a published directory tells about one component.
struct ManifestComponent {
    std::string component;
    std::string name, version, release, arch;
    std::string commit;
    std::string describe;
    bool dirty = false;
    std::int64_t epoch = 0;
    /// Of its layout that were on, as the spec has them, sorted; unknown of what an older cal-pkg has built.
    std::optional<std::vector<std::string>> features;
    std::string program_version; ///< of the cal-pkg that built it
    BuiltWith built_with;
    /// Where its web apps came from, if it has any; without a path.
    std::optional<plan::WebAppsOrigin> web_apps;
    /// Unknown of what an older cal-pkg has built.
    std::optional<provenance::MadeFrom> made_from{};
    report::Findings findings; ///< without remedies: they name paths of the build host
    std::vector<std::string>
        accepted; ///< ids of errors among them that the user has accepted, sorted
    std::vector<Artifact> artifacts; ///< sorted by path
    /// Of an earlier build only: no index lists it any more, and its files are there for clients
    /// whose index does.
    bool withdrawn = false;
};

/// Who has signed a published directory.
struct ManifestSignature {
    std::string key;     ///< fingerprint
    std::string name;    ///< RPM-GPG-KEY-<name> is the key, <name>.repo for clients
    std::string baseurl; ///< where clients find the directory; "" if nobody has said
};

/// manifest.json of a published directory: what lies there and what it was made from. Holds no time
/// of day and no path of the build host, so that equal builds give equal bytes, but for the versions of the tools.
struct Manifest {
    std::string target;
    std::optional<ManifestSignature> signature{};
    std::vector<ManifestComponent> components; ///< the newest build of each; sorted by component
    /// Builds before those whose packages are still there; sorted by component, the newest first.
    std::vector<ManifestComponent> earlier;
    /// Packages that somebody else put there and that the index lists; their component is empty.
    /// Sorted by path.
    std::vector<Artifact> others;
    /// The files of earlier indexes that clients may still ask for, as paths below the directory; an
    /// element an index, the newest first.
    std::vector<std::vector<std::string>> earlier_metadata;
};

/// The programs that decide the bytes of `component`'s packages, in words.
std::string tools_text(const ManifestComponent& component);

/// "version-release", as rpm::compare_versions takes it.
std::string version_release(const ManifestComponent& component);

/// The JSON text, format 1: keys always in the same order, components and artifacts sorted.
std::string manifest_text(const Manifest& manifest);

/// Reads the text of `file` back. Throws report::Error, naming `file`, for anything that
/// manifest_text cannot have written, and for a newer format.
Manifest parse_manifest(const std::string& text, const std::filesystem::path& file);

/// The manifest of the directory that is published at `directory`, of any target if `target` is empty; nothing when
/// there is no such directory or it is empty. Throws report::Error when it is not a directory, holds files but no
/// manifest (cal-pkg did not make it), or the manifest is damaged or another target's.
std::optional<Manifest> read_published(const std::filesystem::path& directory,
                                       const std::string& target);

} // namespace calpkg::repo
