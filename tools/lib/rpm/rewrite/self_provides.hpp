#pragma once

#include "lib/rpm/format/raw_header.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace calpkg::rpm {

/// "version-release", with "epoch:" in front where the package has one: what rpm compares.
std::string evr(const RawHeader& header);

/// Indexes of the Provides that rpm itself adds to a package, at its own version and release: its
/// name, and its name with the architecture ("sample(x86-64)"). They follow the release.
std::vector<std::size_t> self_provides(const RawHeader& header);

/// The versions of a package's Provides as another release of it has them.
std::vector<std::string> provide_versions(const RawHeader& header, const std::string& release);

} // namespace calpkg::rpm
