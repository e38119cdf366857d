#pragma once

#include "lib/plan/venv/venv.hpp"

#include <filesystem>
#include <string>

namespace calpkg::plan {

/// The prebuilt virtualenv `given`, a directory or a tarball, as what a package installs at `top`. In a
/// tarball its top is `top` itself or, where that holds none, where `bin/python` or `bin/activate`
/// lies, at most four levels deep (tarballs of `venv/` or of a system's root are as good as one of its
/// content). A directory is the virtualenv, or a system's `/opt/calamari` or its root, for a `top` of
/// `/opt/calamari/venv`. Modes become 0755 or 0644; owner, time and origin are those of `pattern`.
/// Absolute symbolic links are kept: a virtualenv links to the system's python. Throws report::Error
/// for anything that is not a virtualenv, and for links that no package can have: in circles, out of
/// the tree, in the place of bin. What `contents`, which may be null, knows of a directory's files is not read.
Venv read_venv(const std::filesystem::path& given, const std::string& top,
               const stage::StagedEntry& pattern, hash::KnownContents* contents = nullptr);

} // namespace calpkg::plan
