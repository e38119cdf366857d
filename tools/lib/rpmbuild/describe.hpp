#pragma once

#include "lib/plan/plan.hpp"
#include "lib/repo/manifest.hpp"
#include "lib/report/finding.hpp"

#include <string>
#include <vector>

namespace calpkg::rpmbuild {

/// What the manifest tells about the component of `plan`, built with those programs.
repo::ManifestComponent describe_component(const plan::Plan& plan, const report::Findings& findings,
                                           std::vector<repo::Artifact> artifacts,
                                           const std::string& program_version,
                                           const repo::BuiltWith& built_with);

} // namespace calpkg::rpmbuild
