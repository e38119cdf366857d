#pragma once

#include "lib/egg/make/package_setup.hpp"
#include "lib/egg/make/package_sources.hpp"

#include <set>
#include <string>
#include <vector>

namespace calpkg::egg {

/// The paths of SOURCES.txt: setup.py, modules, package data, scripts, README, test/test*.py,
/// setup.cfg and the `metadata` files of the egg-info directory, then what MANIFEST.in says. As
/// setuptools for Python 2 does it in a checkout without egg-info; it does not ask git.
std::set<std::string> source_paths(const PackageSources& sources, const PackageSetup& setup,
                                   const std::vector<std::string>& metadata);

/// SOURCES.txt: `paths` sorted by directory, then name; no newline at the end.
std::string sources_text(const std::set<std::string>& paths);

} // namespace calpkg::egg
