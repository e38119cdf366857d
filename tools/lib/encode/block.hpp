#pragma once

#include "lib/encode/bits.hpp"
#include "lib/encode/symbols.hpp"

#include <cstddef>
#include <span>

namespace calpkg::encode {

/// A part of the data that becomes one block (RFC 1951, 3.2.3), or several where it is stored.
struct Part {
    const unsigned char* data = nullptr;
    std::size_t size = 0;
    std::span<const Token> tokens; ///< all of `data`
    Counts counts;                 ///< of `tokens`; the end of the block is not counted yet
};

/// Writes it in the shortest of the three ways: stored, with the codes that RFC 1951 fixes, or with codes of its own.
/// `last` ends the stream.
void write_block(BitWriter& out, Part& part, bool last);

/// A block of nothing, after which the stream is at the beginning of a byte.
void write_boundary(BitWriter& out);

} // namespace calpkg::encode
