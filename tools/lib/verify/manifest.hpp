#pragma once

#include "lib/repo/manifest.hpp"
#include "lib/verify/tree.hpp"

#include <optional>

namespace calpkg::verify {

/// Holds manifest.json, and provenance.json where there is one, against what lies in `tree`, whose packages have been
/// examined. Gives the manifest, if it can be read.
std::optional<repo::Manifest> look_at_manifest(Tree& tree);

} // namespace calpkg::verify
