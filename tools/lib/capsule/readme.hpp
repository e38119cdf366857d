#pragma once

#include "lib/capsule/contents.hpp"
#include "lib/reproduce/given.hpp"

#include <string>

namespace calpkg::capsule {

/// The README of a capsule: what it is, how to use it, and what of the system it was packed on the program in it needs.
std::string readme(const reproduce::Given& given, const Contents& contents,
                   const std::string& version);

} // namespace calpkg::capsule
