#pragma once

#include "lib/compare/packages.hpp"

#include <string>

namespace calpkg::compare {

/// A comparison as one page that needs nothing else, no network either: searchable, with a tree of the files that
/// differ and text diffs side by side (on a narrow screen below each other). Readable without its script, too.
std::string to_html(const Comparison& comparison);

} // namespace calpkg::compare
