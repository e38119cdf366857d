#pragma once

#include "lib/repo/manifest.hpp"
#include "lib/verify/tree.hpp"

#include <optional>

namespace calpkg::verify {

/// Holds provenance.json, where there is one, against the packages in `tree`: what it tells of is there and has that digest,
/// and it tells of every package of cal-pkg's that `manifest` has.
void look_at_provenance(Tree& tree, const std::optional<repo::Manifest>& manifest);

} // namespace calpkg::verify
