#pragma once

#include "lib/egg/make/package_sources.hpp"

#include <set>
#include <string>

namespace calpkg::egg {

/// The paths that the commands of a MANIFEST.in add to `paths` and take away from it, in their order, as
/// setuptools 28 and later read it: lines as distutils' TextFile gives them, patterns as in
/// manifest_pattern.hpp. Paths that "./" was written before keep that, and are nobody's package data.
/// `name` is for messages: report::Error `name:line: …` for what is not a command (distutils passes over
/// such a line with a warning).
std::set<std::string> apply_manifest_template(const PackageSources& sources,
                                              const std::string& text, const std::string& name,
                                              std::set<std::string> paths);

} // namespace calpkg::egg
