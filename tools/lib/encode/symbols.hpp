#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

namespace calpkg::encode {

inline constexpr unsigned kShortest = 3, kLongest = 258; ///< of a match, RFC 1951, 3.2.5
inline constexpr unsigned kFarthest = 32768;             ///< distance of a match
inline constexpr unsigned kEndOfBlock = 256;
inline constexpr unsigned kLengthSymbols = 286, kDistanceSymbols = 30;

/// How a length or a distance is written: a symbol, and the lowest bits of what is above `base`.
struct Range {
    std::uint16_t base = 0;
    std::uint8_t extra = 0; ///< bits
};

namespace detail {

/// Both of RFC 1951's tables: `first` symbols of one value each, then `steps` for every number of extra bits.
template <std::size_t Count>
constexpr std::array<Range, Count> ranges(unsigned lowest, unsigned first, unsigned steps) {
    std::array<Range, Count> table{};
    unsigned base = lowest;
    for (unsigned i = 0; i < Count; ++i) {
        const unsigned extra = i < first ? 0 : (i - first) / steps + 1;
        table[i] = {static_cast<std::uint16_t>(base), static_cast<std::uint8_t>(extra)};
        base += 1U << extra;
    }
    return table;
}

constexpr std::array<Range, 29> length_ranges() {
    auto table = ranges<29>(kShortest, 8, 4);
    table[28] = {kLongest, 0}; // has a symbol of its own, though the one before could say it
    return table;
}

} // namespace detail

inline constexpr std::array<Range, 29> kLengths =
    detail::length_ranges(); ///< symbol 257 is the first
inline constexpr std::array<Range, kDistanceSymbols> kDistances =
    detail::ranges<kDistanceSymbols>(1, 4, 2);

namespace detail {

constexpr std::array<std::uint8_t, kLongest + 1> length_slots() {
    std::array<std::uint8_t, kLongest + 1> slots{};
    for (unsigned slot = 0; slot < kLengths.size(); ++slot)
        for (unsigned length = kLengths[slot].base; length <= kLongest; ++length)
            slots[length] = static_cast<std::uint8_t>(slot);
    return slots;
}

} // namespace detail

/// Index into kLengths of a length.
inline constexpr std::array<std::uint8_t, kLongest + 1> kLengthSlot = detail::length_slots();

/// Index into kDistances of a distance: two slots a power of two.
constexpr unsigned distance_slot(unsigned distance) {
    const unsigned above = distance - 1;
    if (above < 4) return above;
    const unsigned top = static_cast<unsigned>(std::bit_width(above)) - 1;
    return 2 * top + (above >> (top - 1) & 1);
}

/// One step of decoding: a byte of its own, or a match.
class Token {
public:
    Token() = default;
    static Token literal(unsigned char byte) { return Token(byte); }
    static Token match(unsigned length, unsigned distance) {
        return Token(length << 16 | (distance - 1));
    }
    bool is_match() const { return value_ >> 16 != 0; }
    unsigned byte() const { return value_; }
    unsigned length() const { return value_ >> 16; }
    unsigned distance() const { return (value_ & 0xffff) + 1; }

private:
    explicit Token(std::uint32_t value) : value_(value) {}
    std::uint32_t value_ = 0;
};

/// How often each symbol comes in a part of the data.
struct Counts {
    std::array<std::uint32_t, kLengthSymbols> lengths{}; ///< bytes, the end of a block, lengths
    std::array<std::uint32_t, kDistanceSymbols> distances{};

    void add(const Counts& other) {
        for (std::size_t i = 0; i < lengths.size(); ++i) lengths[i] += other.lengths[i];
        for (std::size_t i = 0; i < distances.size(); ++i) distances[i] += other.distances[i];
    }
};

} // namespace calpkg::encode
