#pragma once

#include "lib/egg/make/package_sources.hpp"

#include <set>
#include <string>

namespace calpkg::egg {

/// The paths that the commands of a MANIFEST.in add to `paths` and take away from it (Python 2.7's
/// documentation, "The MANIFEST.in template"). `name` is for messages: report::Error
/// `name:line: …` for what is not a command.
std::set<std::string> apply_manifest_template(const PackageSources& sources,
                                              const std::string& text, const std::string& name,
                                              std::set<std::string> paths);

} // namespace calpkg::egg
