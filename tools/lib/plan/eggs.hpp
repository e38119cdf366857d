#pragma once

#include "lib/checkout/git.hpp"
#include "lib/egg/make/package_sources.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace calpkg::plan {

/// The files that git tracks below `directory` ("rest-api", "" for the top) of the checkout `top`, as the
/// sources of an egg. Tracked files that were deleted are left out; links stay and are refused when
/// they are read.
egg::PackageSources tracked_package(const std::filesystem::path& top,
                                    const std::vector<checkout::TrackedFile>& tracked,
                                    const std::string& directory);

} // namespace calpkg::plan
