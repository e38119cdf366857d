#pragma once

#include "lib/repo/manifest.hpp"

#include <filesystem>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace calpkg::repo {

/// A package as rpm orders it.
struct Versioned {
    std::string name;
    std::string version_release;
};

/// The newest package of cal-pkg's called `name` that the index of `manifest` lists, by rpm's order; nothing when there is
/// none. No package of cal-pkg has an epoch; of others' packages newest_other() tells.
std::optional<Versioned> newest_of(const std::string& name, const Manifest& manifest);

/// Whether both are one version of one component.
bool is_same_build(const ManifestComponent& a, const ManifestComponent& b);

/// Whether this build, by name, version and architecture, is the newest of its component.
bool is_current(const ManifestComponent& build, const Manifest& manifest);

/// Makes `build` the newest of its component. The one before becomes an earlier one; packages of the same build that
/// are not in `build` (its source package, after --no-srpm) stay with it, unless `content_replaced`. Newer builds
/// are withdrawn.
void add_build(Manifest& manifest, ManifestComponent build, bool content_replaced);

/// Withdraws the components that are not among `stay`.
void withdraw_others(Manifest& manifest, const std::set<std::string>& stay);

/// Takes the builds away that were withdrawn.
void forget_withdrawn(Manifest& manifest);

/// Leaves of the earlier builds the packages that are, by name and architecture, among the newest `keep`. Source
/// packages are an architecture of their own. Withdrawn ones do not count, and stay unless `keep` is 1.
void retain(Manifest& manifest, unsigned keep);

/// The packages that an index lists: source packages, or the others; paths below the directory, sorted.
std::vector<std::filesystem::path> listed_packages(const Manifest& manifest, bool sources);

/// What the manifest tells of the package at this path; null when it tells nothing.
const Artifact* find_artifact(const Manifest& manifest, const std::string& path);

/// `manifest` of `directory` without what somebody has removed there.
Manifest what_is_there(Manifest manifest, const std::filesystem::path& directory);

/// Takes away the builds of which no package is left.
void drop_hollow(Manifest& manifest);

} // namespace calpkg::repo
