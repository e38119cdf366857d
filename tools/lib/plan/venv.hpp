#pragma once

#include "lib/plan/resolve.hpp"

#include <filesystem>

namespace calpkg::plan {

/// Adds a prebuilt virtualenv below the destination of `entry`, a directory's or a tarball's. Its top
/// is where `bin/python` or `bin/activate` lies, at most four levels deep in a tarball (tarballs of
/// `venv/` or `opt/calamari/venv/` are as good as one of its content). Modes become 0755 or
/// 0644, owners those of the entry. Absolute symbolic links are kept: a virtualenv links to the
/// system's python. An empty `venv` adds nothing and notes in `plan` that the package does not run by
/// itself. Throws report::Error for anything that is no virtualenv.
void add_venv(Resolver& resolver, const layout::Entry& entry, const std::filesystem::path& venv,
              Plan& plan);

} // namespace calpkg::plan
