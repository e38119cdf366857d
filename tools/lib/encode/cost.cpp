#include "lib/encode/cost.hpp"

#include <array>
#include <bit>
#include <cstddef>
#include <span>

namespace calpkg::encode {

namespace {

constexpr unsigned kTableBits = 8;
constexpr unsigned kFraction = 12; ///< bits of a logarithm behind the point

/// log2(1 + i / 256) for each i, by squaring: each square over two is a bit of it.
constexpr std::array<std::uint16_t, 1U << kTableBits> make_table() {
    std::array<std::uint16_t, 1U << kTableBits> table{};
    for (std::size_t i = 0; i < table.size(); ++i) {
        std::uint64_t value = (table.size() + i) << (30 - kTableBits);
        for (unsigned bit = 0; bit < kFraction; ++bit) {
            value = value * value >> 30;
            const bool above = value >> 31 != 0;
            table[i] = static_cast<std::uint16_t>(table[i] << 1 | above);
            if (above) value >>= 1;
        }
    }
    return table;
}

constexpr auto kTable = make_table();

/// log2 of `value`, which is not 0, in parts of 2^kFraction.
std::uint32_t log2_of(std::uint32_t value) {
    const unsigned whole = static_cast<unsigned>(std::bit_width(value)) - 1;
    const std::uint32_t scaled =
        whole > kTableBits ? value >> (whole - kTableBits) : value << (kTableBits - whole);
    return (whole << kFraction) + kTable[scaled - (1U << kTableBits)];
}

constexpr std::uint64_t kCodeBits = 3; ///< that a symbol which comes takes in the header, roughly

std::uint64_t entropy(std::span<const std::uint32_t> counts) {
    std::uint64_t sum = 0, total = 0, used = 0;
    for (const std::uint32_t count : counts) {
        if (count == 0) continue;
        sum += std::uint64_t{count} * log2_of(count);
        total += count;
        ++used;
    }
    if (total == 0) return 0;
    return ((total * log2_of(static_cast<std::uint32_t>(total)) - sum) >> kFraction) +
           used * kCodeBits;
}

} // namespace

std::uint64_t estimated_bits(const Counts& counts) {
    constexpr std::uint64_t fixed_part = 100; // the block's header beside the codes that come
    return entropy(counts.lengths) + entropy(counts.distances) + fixed_part;
}

} // namespace calpkg::encode
