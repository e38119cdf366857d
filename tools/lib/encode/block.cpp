#include "lib/encode/block.hpp"

#include "lib/encode/code_header.hpp"
#include "lib/encode/huffman.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

namespace calpkg::encode {

namespace {

enum Kind : unsigned { kStored, kFixed, kDynamic };

constexpr unsigned kLongestCode = 15;
constexpr std::size_t kMostStored = 65535; ///< bytes in a stored block
constexpr unsigned kBlockHeader = 3;       ///< bits

Codes make_fixed_codes() {
    Codes codes;
    for (unsigned i = 0; i < codes.lengths.size(); ++i)
        codes.lengths[i].length = i < 144 ? 8 : i < 256 ? 9 : i < 280 ? 7 : 8;
    for (Code& code : codes.distances) code.length = 5;
    number_codes(codes.lengths);
    number_codes(codes.distances);
    return codes;
}

const Codes& fixed_codes() {
    static const Codes codes = make_fixed_codes();
    return codes;
}

Codes codes_for(const Counts& counts) {
    Codes codes;
    make_codes(counts.lengths, kLongestCode, std::span(codes.lengths).first<kLengthSymbols>());
    make_codes(counts.distances, kLongestCode, codes.distances);
    return codes;
}

/// Bits of the tokens and the end of the block.
std::uint64_t size_with(const Codes& codes, const Counts& counts) {
    std::uint64_t bits = 0;
    for (unsigned i = 0; i < kLengthSymbols; ++i) {
        const unsigned extra = i > kEndOfBlock ? kLengths[i - kEndOfBlock - 1].extra : 0;
        bits += std::uint64_t{counts.lengths[i]} * (codes.lengths[i].length + extra);
    }
    for (unsigned i = 0; i < kDistanceSymbols; ++i)
        bits +=
            std::uint64_t{counts.distances[i]} * (codes.distances[i].length + kDistances[i].extra);
    return bits;
}

std::size_t stored_blocks(std::size_t size) {
    return std::max<std::size_t>(1, (size + kMostStored - 1) / kMostStored);
}

/// Bits, if the block began here.
std::uint64_t stored_size(const BitWriter& out, std::size_t size) {
    const unsigned first = (8 - (out.pending() + kBlockHeader) % 8) % 8 + kBlockHeader;
    return first + 32 + (stored_blocks(size) - 1) * (8 + 32) + std::uint64_t{size} * 8;
}

void write_stored(BitWriter& out, const unsigned char* data, std::size_t size, bool last) {
    out.reserve(size + stored_blocks(size) * 8);
    do {
        const std::size_t now = std::min(size, kMostStored);
        out.put((last && now == size) | kStored << 1, kBlockHeader);
        out.align();
        out.put(now | (now ^ 0xffff) << 16, 32);
        out.append(data, now);
        data += now;
        size -= now;
    } while (size > 0);
}

/// A length's code with its extra bits behind it.
std::array<std::uint32_t, kLongest + 1> whole_lengths(const Codes& codes) {
    std::array<std::uint32_t, kLongest + 1> whole{};
    for (unsigned length = kShortest; length <= kLongest; ++length) {
        const unsigned slot = kLengthSlot[length];
        const Code code = codes.lengths[kEndOfBlock + 1 + slot];
        const unsigned extra = length - kLengths[slot].base;
        const unsigned count = code.length + kLengths[slot].extra;
        whole[length] = (code.bits | extra << code.length) << 8 | count;
    }
    return whole;
}

void write_tokens(BitWriter& out, std::span<const Token> tokens, const Codes& codes) {
    const auto lengths = whole_lengths(codes);
    for (const Token token : tokens) {
        if (!token.is_match()) {
            const Code code = codes.lengths[token.byte()];
            out.put(code.bits, code.length);
            continue;
        }
        const std::uint32_t length = lengths[token.length()];
        const unsigned slot = distance_slot(token.distance());
        const Code code = codes.distances[slot];
        const std::uint64_t extra = token.distance() - kDistances[slot].base;
        const unsigned at = length & 0xff;
        out.put(length >> 8 | std::uint64_t{code.bits} << at | extra << (at + code.length),
                at + code.length + kDistances[slot].extra);
    }
    const Code end = codes.lengths[kEndOfBlock];
    out.put(end.bits, end.length);
}

} // namespace

void write_block(BitWriter& out, Part& part, bool last) {
    part.counts.lengths[kEndOfBlock] = 1;
    const Codes own = codes_for(part.counts);
    const CodeHeader header(own);
    const std::uint64_t dynamic = kBlockHeader + header.size() + size_with(own, part.counts);
    const std::uint64_t fixed = kBlockHeader + size_with(fixed_codes(), part.counts);
    const std::uint64_t stored = stored_size(out, part.size);
    if (stored <= std::min(dynamic, fixed)) return write_stored(out, part.data, part.size, last);

    const Kind kind = fixed <= dynamic ? kFixed : kDynamic;
    out.reserve(static_cast<std::size_t>(std::min(dynamic, fixed) / 8 + 1));
    out.put(last | kind << 1, kBlockHeader);
    if (kind == kDynamic) header.write(out);
    write_tokens(out, part.tokens, kind == kDynamic ? own : fixed_codes());
}

void write_boundary(BitWriter& out) {
    constexpr unsigned char nothing = 0; // memcpy may not get a null pointer even for no bytes
    write_stored(out, &nothing, 0, false);
}

} // namespace calpkg::encode
