#pragma once

#include "lib/encode/bits.hpp"
#include "lib/encode/symbols.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

namespace calpkg::encode {

struct Match {
    unsigned length = 0; ///< 0: none
    unsigned distance = 0;
};

/// Finds earlier occurrences of what comes next. Places are kept by the hash of the four bytes there, the newest
/// first, each with a link to the one before; of three bytes the newest alone.
class Matches {
public:
    /// How many bytes behind the end of the data may be read.
    static constexpr std::size_t kPadding = 8;

    /// Forgets all places.
    void start(const unsigned char* data) {
        data_ = data;
        newest4_.fill(kNowhere);
        newest3_.fill(kNowhere);
    }

    void insert(std::size_t at) {
        const std::uint32_t next = load32(data_ + at);
        const std::uint32_t place = static_cast<std::uint32_t>(at) + kFirst;
        std::uint32_t& newest = newest4_[hash<kBits4>(next)];
        before_[place % kFarthest] = newest;
        newest = place;
        newest3_[hash<kBits3>(next << 8)] = place;
    }

    /// The longest match for what is at `at`, of those with more than `least` bytes and at most `most`, and
    /// inserts `at`. Stops looking at one of `good` bytes, and after `depth` places.
    [[gnu::always_inline]] Match find(std::size_t at, unsigned least, unsigned most, unsigned good,
                                      unsigned depth) {
        const unsigned char* here = data_ + at;
        const std::uint32_t next = load32(here);
        const std::uint32_t place = static_cast<std::uint32_t>(at) + kFirst;
        std::uint32_t& newest4 = newest4_[hash<kBits4>(next)];
        std::uint32_t& newest3 = newest3_[hash<kBits3>(next << 8)];
        std::uint32_t candidate = newest4;
        const std::uint32_t candidate3 = newest3;
        before_[place % kFarthest] = candidate;
        newest4 = newest3 = place;

        // A place as far back as possible has lost its link to this one.
        const std::uint32_t oldest = place >= kFarthest ? place - kFarthest + 1 : kFirst;
        Match best;
        if (most < 4 || least >= most) return best;
        unsigned length = least;
        if (length < 4) {
            length = 3;
            for (;; candidate = before_[candidate % kFarthest]) {
                if (candidate < oldest || depth-- == 0)
                    return least < 3 ? find3(here, next, place, candidate3, oldest) : best;
                if (load32(at_place(candidate)) == next) break;
            }
        }
        for (; candidate >= oldest && depth-- > 0; candidate = before_[candidate % kFarthest]) {
            const unsigned char* there = at_place(candidate);
            if (load32(there + length - 3) != load32(here + length - 3) || load32(there) != next)
                continue;
            const unsigned found = common(here, there, most);
            if (found <= length) continue;
            length = found;
            best = {found, place - candidate};
            if (found >= good || found == most) break;
        }
        return best;
    }

private:
    static constexpr std::uint32_t kNowhere = 0, kFirst = 1; ///< the place of the data's first byte
    static constexpr unsigned kBits4 = 15, kBits3 = 13;
    static constexpr std::size_t kSlots4 = 1U << kBits4, kSlots3 = 1U << kBits3;
    /// Three bytes from farther away take more bits than they save.
    static constexpr unsigned kFarthest3 = 4096;

    template <unsigned Bits>
    static std::uint32_t hash(std::uint32_t bytes) {
        return bytes * 0x9e3779b1U >> (32 - Bits);
    }

    const unsigned char* at_place(std::uint32_t place) const { return data_ + place - kFirst; }

    Match find3(const unsigned char* here, std::uint32_t next, std::uint32_t place,
                std::uint32_t candidate, std::uint32_t oldest) const {
        const unsigned distance = place - candidate;
        if (candidate < oldest || distance > kFarthest3) return {};
        if (((load32(here - distance) ^ next) & 0xffffff) != 0) return {};
        return {3, distance};
    }

    /// How many bytes are equal, of which four are known to be.
    static unsigned common(const unsigned char* here, const unsigned char* there, unsigned most) {
        unsigned length = 4;
        for (; length < most; length += 8) {
            const std::uint64_t different = load64(here + length) ^ load64(there + length);
            if (different != 0)
                return std::min(length + static_cast<unsigned>(std::countr_zero(different)) / 8,
                                most);
        }
        return most;
    }

    const unsigned char* data_ = nullptr;
    std::array<std::uint32_t, kSlots4> newest4_;
    std::array<std::uint32_t, kSlots3> newest3_;
    std::array<std::uint32_t, kFarthest> before_;
};

} // namespace calpkg::encode
