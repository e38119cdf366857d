#pragma once

#include "lib/layout/target.hpp"
#include "lib/report/finding.hpp"
#include "lib/verify/package.hpp"

#include <string>

namespace calpkg::verify {

/// Holds a package against what the rpm of its target reads: how the payload is compressed (of `ours` only, others may
/// use whatever that rpm knows), rpmlib() features, the size of its header and the hash of its files' digests.
report::Findings limits(const PackageFacts& package, const layout::Target& target, bool ours,
                        const std::string& subject);

} // namespace calpkg::verify
