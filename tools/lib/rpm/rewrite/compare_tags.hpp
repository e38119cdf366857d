#pragma once

#include "lib/rpm/rewrite/compare_packages.hpp"

namespace calpkg::rpm {

/// The finding for one difference.
report::Finding difference(const std::string& subject, const std::string& message);

/// The header part of compare_packages: lead, signature header, every tag, every file's attributes.
void compare_tags(const PackageView& before, const PackageView& after,
                  const AllowedDifferences& allowed, const std::string& subject,
                  report::Findings& findings);

} // namespace calpkg::rpm
