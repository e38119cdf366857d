#pragma once

#include "lib/compare/header.hpp"

namespace calpkg::compare {

/// The scriptlets and triggers in which two headers differ: program, flags, conditions and text, as one text each.
void compare_scripts(Headers& headers, Rows& rows);

} // namespace calpkg::compare
