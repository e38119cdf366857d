#pragma once

#include <cstdint>
#include <span>

namespace calpkg::encode {

/// A symbol's code as it is written, the first bit lowest; no bits for a symbol that does not come.
struct Code {
    std::uint16_t bits = 0;
    std::uint8_t length = 0;
};

/// Huffman codes for symbols that come `counts` times each, none longer than `longest` bits, canonical as
/// RFC 1951, 3.2.2 wants them. There are two codes at least, since some readers refuse a single one.
/// At most 288 symbols that come at most 2^23 times.
void make_codes(std::span<const std::uint32_t> counts, unsigned longest, std::span<Code> codes);

/// The bits of the codes, of whose lengths alone they are made.
void number_codes(std::span<Code> codes);

} // namespace calpkg::encode
