#pragma once

#include "lib/plan/resolve.hpp"
#include "lib/plan/venv/take_over.hpp"

#include <filesystem>
#include <vector>

namespace calpkg::plan {

/// Adds a prebuilt virtualenv below the destination of `entry`: a directory or a tarball. In a
/// tarball its top is the entry's destination or, where that holds none, where `bin/python` or
/// `bin/activate` lies, at most four levels deep (tarballs of `venv/` or of a system's root are as good as one
/// of its content). A directory is the
/// virtualenv, or a system's `/opt/calamari` or its root, for a destination `/opt/calamari/venv`.
/// Modes become 0755 or 0644, owners those of the entry. Absolute symbolic links are kept: a
/// virtualenv links to the system's python. Those of `packages` that it holds are replaced by the
/// checkout's (see take_over), which `plan` notes. Throws report::Error for anything that is no
/// virtualenv, and for links that no package can have: back to themselves, out of the tree, instead of bin.
void add_venv(Resolver& resolver, const layout::Rule& entry, const std::filesystem::path& venv,
              const std::vector<OwnPackage>& packages, Plan& plan);

/// Notes in `plan` what it means that no virtualenv is packed at `entry`: with the checkout's packages
/// as eggs in the system's Python (`has_eggs`), or without them.
void note_no_venv(const Resolver& resolver, const layout::Rule& entry, bool has_eggs, Plan& plan);

} // namespace calpkg::plan
