#pragma once

#include "lib/egg/egg.hpp"

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace calpkg::egg {

/// The files of a checkout that belong into an egg.
struct CheckoutFiles {
    std::map<std::string, std::string> files; ///< member → content
    std::vector<std::string> missing;         ///< the egg's modules that the checkout does not have
    std::vector<std::string> modified;        ///< files that differ from the checkout's commit
};

/// The Python packages that an egg brings: the lines of EGG-INFO/top_level.txt, or the directories
/// with an __init__.py at its top.
std::vector<std::string> packages_of(const Egg& egg);

/// Finds each package of `egg` in the calamari checkout (the tracked directory DIR/PACKAGE with an
/// __init__.py, where DIR has a setup.py) and takes what git tracks there: every module, and other
/// files that the egg has. Contents are those of the work tree. Throws report::Error when the
/// checkout has none of the packages, or for a link or a submodule among the files.
CheckoutFiles files_from_checkout(const Egg& egg, const std::filesystem::path& checkout);

} // namespace calpkg::egg
