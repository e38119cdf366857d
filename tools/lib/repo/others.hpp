#pragma once

#include "lib/repo/manifest.hpp"
#include "lib/report/finding.hpp"

#include <filesystem>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace calpkg::repo {

/// What the indexes that are published in `directory` list, as paths below it.
std::set<std::filesystem::path> published_packages(const std::filesystem::path& directory);

/// The newest package called `name`, by rpm's order with epochs, that somebody else has put into `directory` and an
/// index of it lists: one of `manifest`'s others, or of `unknown` packages (below the directory) after createrepo_c
/// was run there. Source packages do not count. Throws report::Error for one that cannot be read.
std::optional<Artifact> newest_other(const std::filesystem::path& directory,
                                     const Manifest& manifest,
                                     const std::vector<std::filesystem::path>& unknown,
                                     const std::string& name);

/// "version-release" of `artifact`, with its epoch if it has one ("1:2.0-1"), if it is a package called `name` and no
/// source package; "" otherwise.
std::string version_of(const Artifact& artifact, const std::string& name);

/// Tells when `package` states other sizes than it has, which an index repeats; or when it cannot be unpacked.
void tell_wrong_sizes(const std::filesystem::path& package, report::Findings& findings);

} // namespace calpkg::repo
