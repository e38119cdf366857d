#pragma once

#include "lib/hash/file_digests.hpp"
#include "lib/plan/plan.hpp"
#include "lib/repo/manifest.hpp"
#include "lib/rpmbuild/build.hpp"

#include <filesystem>
#include <optional>
#include <string>

namespace calpkg::rpmbuild {

/// SHA-256, as hex digits, of everything but the programs that decides what a build of `plan` publishes of its component:
/// the files to pack with their names, modes, owners, times and contents, the spec, layout, target and magic file,
/// what is accepted, where web apps came from, and what the plan tells. Not: where checkout and output lie,
/// times that files have on disk, user and environment.
/// Empty where a file's content is not known.
std::string inputs_digest(const plan::Plan& plan);

/// The component as it is published in `directory`, if it has been made from the inputs and by the programs of `wanted`, and
/// its packages, one of them the source package if the plan wants it, and its log are there, as `published` tells. Reads
/// the packages, for their `digests`. Throws report::Error when one cannot be read.
std::optional<repo::ManifestComponent> find_unchanged(const plan::Plan& plan,
                                                      const repo::ManifestComponent& wanted,
                                                      const repo::Manifest& published,
                                                      const std::filesystem::path& directory,
                                                      const hash::FileDigests& digests);

/// How the build of `plan` went that has made `published`: with what was found in its packages behind what the plan
/// tells, without remedies.
Outcome outcome_of(const plan::Plan& plan, const repo::ManifestComponent& published);

} // namespace calpkg::rpmbuild
