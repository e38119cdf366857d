#pragma once

#include "lib/egg/make/package_setup.hpp"

#include <map>
#include <string>

namespace calpkg::egg {

/// The metadata files of `setup` (file name → content) but SOURCES.txt and the zip-safe flag that setuptools
/// adds to the egg alone, as setuptools 41 writes them: the form of the last ones that ran on Python
/// 2.6 and 2.7. (Newer ones differ in PKG-INFO only: they leave the UNKNOWN lines out.)
/// Throws report::Error for requirements with environment markers, and for malformed ones.
std::map<std::string, std::string> metadata_files(const PackageSetup& setup);

/// PKG-INFO: PEP 241, 314, 345 or 566, whichever the fields need.
std::string pkg_info_text(const PackageSetup& setup);

/// One requirement in the form that pkg_resources prints: "Django>=1.5,<1.6" → "Django<1.6,>=1.5".
std::string normal_requirement(const std::string& text, const std::string& subject);

/// The name of the flag's file.
const char* safety_file(bool zip_safe);

} // namespace calpkg::egg
