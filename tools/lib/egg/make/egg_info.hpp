#pragma once

#include "lib/egg/make/package_setup.hpp"

#include <map>
#include <string>

namespace calpkg::egg {

/// The metadata files of `setup` (file name → content) but SOURCES.txt and the zip-safe flag that
/// setuptools adds to the egg alone, as setuptools 41 writes them: the form of the last ones that
/// ran on Python 2.6 and 2.7. (Newer ones differ in PKG-INFO only: they leave the UNKNOWN lines
/// out.) Throws report::Error for requirements with environment markers, and for what is none.
std::map<std::string, std::string> metadata_files(const PackageSetup& setup);

/// The name of the flag's file.
const char* safety_file(bool zip_safe);

} // namespace calpkg::egg
