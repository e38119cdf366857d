#pragma once

#include "lib/plan/plan.hpp"
#include "lib/stage/write_tar.hpp"

#include <filesystem>
#include <vector>

namespace calpkg::rpmbuild {

/// Prepares `topdir` for plan::rpmbuild_command: SOURCES (the staged tar, the file list, rpm's file types),
/// SPECS and an empty tmp, modes whatever the umask. The directories are made; files of an earlier run
/// are replaced. Gives what was staged, for check::package. Throws report::Error, also for a plan whose
/// virtualenv has not been made.
std::vector<stage::Staged> prepare_topdir(const plan::Plan& plan,
                                          const std::filesystem::path& topdir,
                                          const stage::OnProgress& on_progress = {});

/// Where rpmbuild has put what the package was made of. Throws report::Error when it is not there.
/// Source: macros.in of rpm; `%{_buildrootdir}/<NVRA>` up to 4.19, `%{_builddir}/<NV>-build/BUILDROOT` since.
std::filesystem::path find_build_root(const std::filesystem::path& topdir);

} // namespace calpkg::rpmbuild
