#pragma once

#include "lib/compare/packages.hpp"

#include <string>

namespace calpkg::compare {

/// A comparison for people who look at a terminal; escaped.
std::string to_text(const Comparison& comparison);

} // namespace calpkg::compare
