#pragma once

#include "lib/checkout/git.hpp"

#include <cstdint>
#include <string>

namespace calpkg::plan {

/// The body of %changelog: one entry that tells which commit the package was built from, dated by the
/// commit in UTC (spec format: "* Www Mmm DD YYYY Name <address> - version-release").
///
/// Author and subject come from a checkout and are not trusted: what could mean
/// something to rpm's macro engine or spec parser is replaced, and length is limited.
std::string changelog_entry(const checkout::Commit& commit, std::int64_t epoch,
                            const std::string& version, const std::string& release,
                            const std::string& describe);

/// The same for a component without a checkout, whose content has the name `content`.
std::string changelog_entry(const std::string& component, const std::string& content,
                            std::int64_t epoch, const std::string& version,
                            const std::string& release);

} // namespace calpkg::plan
