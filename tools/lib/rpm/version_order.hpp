#pragma once

#include <string>

namespace calpkg::rpm {

/// rpm's own order of two "version-release" (or "version") strings: negative, 0 or positive as `a`
/// is older than, the same as or newer than `b` (rpmVersionCompare of librpm).
int compare_versions(const std::string& a, const std::string& b);

} // namespace calpkg::rpm
