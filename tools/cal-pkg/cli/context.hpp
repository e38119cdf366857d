#pragma once

#include "lib/layout/catalog.hpp"

namespace calpkg::cli {

/// The layouts and specs this program works with: $CALPKG_DATA, or what was installed with it.
layout::Catalog open_catalog();

} // namespace calpkg::cli
