#pragma once

#include "lib/layout/catalog.hpp"
#include "lib/report/formats/explanations.hpp"

#include <vector>

namespace calpkg::cli {

/// The layouts and specs this program works with: $CALPKG_DATA, or what was installed with it.
layout::Catalog open_catalog();

/// What was installed with this program about its findings. Throws report::Error.
std::vector<report::Explanation> read_explanations();

} // namespace calpkg::cli
