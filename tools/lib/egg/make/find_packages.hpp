#pragma once

#include "lib/egg/make/package_setup.hpp"
#include "lib/egg/make/package_sources.hpp"

#include <set>
#include <string>
#include <vector>

namespace calpkg::egg {

/// What setuptools' find_packages(where, exclude, include) finds: every directory with an
/// `__init__.py` whose parents have one, sorted.
std::vector<std::string> find_packages(const PackageSources& sources, const std::string& where,
                                       const std::vector<std::string>& exclude,
                                       const std::vector<std::string>& include);

/// A file of the egg outside EGG-INFO.
struct PackageFile {
    std::string member; ///< in the egg: "calamari_web/settings.py"
    std::string source; ///< below the package directory
};

/// The modules of the packages and py_modules of `setup`, as build_py takes them: `*.py` of each
/// package's directory. Sorted by member. Throws report::Error for a package or module that is not
/// there.
std::vector<PackageFile> package_modules(const PackageSources& sources, const PackageSetup& setup);

/// The other files of the packages: package_data and, with include_package_data, what `manifest`
/// (the paths of SOURCES.txt) has below them; less exclude_package_data. Sorted by member.
std::vector<PackageFile> package_data(const PackageSources& sources, const PackageSetup& setup,
                                      const std::set<std::string>& manifest);

} // namespace calpkg::egg
