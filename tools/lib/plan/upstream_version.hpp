#pragma once

#include <string>

namespace calpkg::plan {

/// The version as upstream's `make version` writes it into calamari_rest/version.py: what `git describe`
/// says without its first letter ("1.2-12-ge16f809"; "1.5.7-0" on a tag), followed by what marks modified
/// files in `revision`. Where `version` and `revision` do not come from `describe`: "version-revision".
std::string upstream_version(const std::string& describe, const std::string& version,
                             const std::string& revision);

} // namespace calpkg::plan
