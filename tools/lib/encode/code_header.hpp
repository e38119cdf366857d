#pragma once

#include "lib/encode/bits.hpp"
#include "lib/encode/huffman.hpp"
#include "lib/encode/symbols.hpp"

#include <array>
#include <cstdint>

namespace calpkg::encode {

/// The codes of a block.
struct Codes {
    std::array<Code, kLengthSymbols + 2>
        lengths{}; ///< RFC 1951's fixed codes are for two more than come
    std::array<Code, kDistanceSymbols> distances{};
};

/// How a block with codes of its own says which they are: their lengths, in a code of their own (RFC 1951, 3.2.7).
class CodeHeader {
public:
    explicit CodeHeader(const Codes& codes);
    unsigned size() const; ///< bits
    void write(BitWriter& out) const;

private:
    static constexpr unsigned kSymbols = 19;

    void add(unsigned symbol, unsigned extra);
    void add_run(unsigned length, unsigned count);

    unsigned length_codes_ = 0, distance_codes_ = 0, own_codes_ = 0;       ///< how many are told
    std::array<std::uint16_t, kLengthSymbols + kDistanceSymbols> steps_{}; ///< symbol, extra bits
    unsigned step_count_ = 0;
    std::array<std::uint32_t, kSymbols> counts_{};
    std::array<Code, kSymbols> codes_{};
};

} // namespace calpkg::encode
