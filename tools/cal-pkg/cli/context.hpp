#pragma once

#include "lib/layout/catalog.hpp"
#include "lib/report/formats/explanations.hpp"

#include <filesystem>
#include <vector>

namespace calpkg::cli {

/// What was installed with this program: share/cal-pkg.
std::filesystem::path installed_data();

/// The layouts and specs this program works with: $CALPKG_DATA, or what was installed with it.
layout::Catalog open_catalog();

/// What was installed with this program about its findings. Throws report::Error.
std::vector<report::Explanation> read_explanations();

} // namespace calpkg::cli
