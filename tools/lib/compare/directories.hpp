#pragma once

#include "lib/compare/packages.hpp"

#include <filesystem>
#include <map>
#include <string>

namespace calpkg::compare {

/// What is in a published directory: the newest package of each "name.arch" ("name.src") anywhere below it. Looks at
/// headers only. Throws report::Error for a file that is called *.rpm and is none.
std::map<std::string, std::filesystem::path> packages_in(const std::filesystem::path& directory);

/// Compares two packages, two published directories package by package, or a package with the one of its name and
/// architecture in a directory. Throws report::Error for anything else, and where there is no such package.
Comparison compare_paths(const std::filesystem::path& before, const std::filesystem::path& after);

} // namespace calpkg::compare
