#pragma once

#include "lib/repo/artifact.hpp"

#include <filesystem>
#include <string>

namespace calpkg::repo {

/// What the manifest tells of the package at `directory`/`path`, without a component; an epoch stands before the version.
/// Throws report::Error for what is not a sound package.
Artifact describe_package(const std::filesystem::path& directory, const std::string& path);

/// Whether a package carries an OpenPGP signature; whose does not matter. What is not a package
/// carries none.
bool is_signed(const std::filesystem::path& package);

/// Whether the published `file`, which has the header and the payload of what has been built, keeps its place: it is as the
/// manifest tells (`known`), or signed since. Other bytes than those are damage in the space that rpm keeps for signatures.
bool is_kept(const Artifact& found, const Artifact* known, const std::filesystem::path& file);

/// What differs between the package that is published and `built`, which is to take its name, in a few words:
/// which files, or that the published one is damaged.
std::string difference(const std::filesystem::path& published, const std::filesystem::path& built);

} // namespace calpkg::repo
