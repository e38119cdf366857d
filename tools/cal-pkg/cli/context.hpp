#pragma once

#include "lib/layout/catalog.hpp"

namespace calpkg::cli {

/// The layouts and specs this program works with: $CALPKG_DATA, or what was installed with it.
layout::Catalog open_catalog();

/// "cal-pkg"'s version, as --version prints it.
const char* program_version();

} // namespace calpkg::cli
