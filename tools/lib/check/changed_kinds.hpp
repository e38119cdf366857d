#pragma once

#include "lib/plan/plan.hpp"
#include "lib/report/finding.hpp"

#include <filesystem>

namespace calpkg::check {

/// What of `plan` is a directory, a file or a link, and another of these in a package of the same name that is
/// published in `directory` (<out>/<target>, which need not be there): kind-changed, once a path, with the newest
/// such package. It is an error where rpm cannot upgrade, a directory to anything or a link to a directory; a
/// warning where it cannot go back, else a note. Eggs are left out: the server's %pretrans makes room for them.
/// Errors that `plan` accepts come as warnings. Reads headers only; files there that are not packages count as none.
report::Findings changed_kinds(const plan::Plan& plan, const std::filesystem::path& directory);

} // namespace calpkg::check
