#pragma once

#include "lib/encode/symbols.hpp"

#include <cstdint>

namespace calpkg::encode {

/// About how many bits a block with these symbols takes beside the extra bits, its header included. Whole numbers
/// alone go in, so that every machine decides alike.
std::uint64_t estimated_bits(const Counts& counts);

} // namespace calpkg::encode
