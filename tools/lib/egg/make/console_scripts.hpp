#pragma once

#include "lib/egg/make/package_setup.hpp"

#include <string>
#include <vector>

namespace calpkg::egg {

/// `name = module:attribute [extras]`; throws report::Error about `subject` for any other text.
EntryPoint parse_entry_point(const std::string& text, const std::string& subject);

/// The groups of an entry_points.txt. Throws report::Error about `subject`.
std::vector<EntryPointGroup> parse_entry_points(const std::string& text,
                                                const std::string& subject);

/// The entry points that become programs, sorted by name. Throws report::Error for one that cannot
/// be a file's name or names no function.
std::vector<EntryPoint> console_scripts(const PackageSetup& setup);

/// A program that calls the entry point, for `interpreter` ("/usr/bin/python2.6"). Unlike
/// setuptools' own it imports the module directly: pkg_resources reads every distribution on the
/// path first, needs setuptools at run time, and refuses to start over a version that differs from
/// what setup.py asks for.
std::string console_script_text(const EntryPoint& point, const std::string& interpreter);

} // namespace calpkg::egg
