#pragma once

#include "lib/plan/plan.hpp"
#include "lib/report/finding.hpp"

#include <filesystem>
#include <string>

namespace calpkg::rpmbuild {

/// What differs between two packages, in some words; empty for the same bytes.
std::string differences(const std::filesystem::path& before, const std::filesystem::path& after);

/// Builds `plan` here, in `topdir`, which it makes and removes, and holds both packages in their canonical form against
/// those that a runner has made below `made`, in theirs: a warning for each that has other bytes, and for a build that
/// fails, whose log is added to `log`. Nothing where there is no rpmbuild here. Throws report::Error, report::Interrupted.
report::Findings compare_with_here(const plan::Plan& plan, const std::filesystem::path& topdir,
                                   const std::filesystem::path& made,
                                   const std::filesystem::path& log);

} // namespace calpkg::rpmbuild
