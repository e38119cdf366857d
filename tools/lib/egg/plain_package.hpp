#pragma once

#include <filesystem>
#include <string>

namespace calpkg::egg {

// A Python package that lies in site-packages as it is, without an egg around it: pip puts it there, and so does
// `setup.py install --single-version-externally-managed`. Its members are called as an egg's are.

/// The name of the package whose directory `path` is: "calamari_web", also of its backup "calamari_web.orig".
/// "" for anything else: an egg, a directory without an __init__.py.
std::string plain_package(const std::filesystem::path& path);

/// Whether `path` is a directory that Egg::open() takes: an egg, or a package without one.
bool is_directory_egg(const std::filesystem::path& path);

/// Whether a package is one of calamari's, by its name.
bool is_calamaris(const std::string& package);

/// Whether the path in a package or below a root ends in "site-packages/NAME", as Python writes a NAME.
bool is_in_site_packages(const std::filesystem::path& path);

/// Whether two names of projects, or of the packages in them, mean the same: "calamari-rest-api",
/// "calamari_rest_api" and "calamari_rest".
bool is_same_project(const std::string& a, const std::string& b);

} // namespace calpkg::egg
