#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>

namespace calpkg::encode {

/// The four or eight bytes at `from` as a number, the first byte lowest, on any machine.
inline std::uint32_t load32(const unsigned char* from) {
    std::uint32_t value = 0;
    std::memcpy(&value, from, sizeof value);
    if constexpr (std::endian::native == std::endian::big) value = __builtin_bswap32(value);
    return value;
}

inline std::uint64_t load64(const unsigned char* from) {
    std::uint64_t value = 0;
    std::memcpy(&value, from, sizeof value);
    if constexpr (std::endian::native == std::endian::big) value = __builtin_bswap64(value);
    return value;
}

/// Bits in deflate's order, the lowest first (RFC 1951, 3.1.1), into a buffer that is made large enough before.
class BitWriter {
public:
    /// Room for `bytes` more, beside what put() writes too much.
    void reserve(std::size_t bytes) { out_.resize(at_ + bytes + 2 * sizeof bits_); }

    /// At most 48 of them; `value` has no other bits set.
    void put(std::uint64_t value, unsigned count) {
        bits_ |= value << count_;
        count_ += count;
        std::uint64_t ordered = bits_;
        if constexpr (std::endian::native == std::endian::big) ordered = __builtin_bswap64(ordered);
        std::memcpy(out_.data() + at_, &ordered, sizeof ordered);
        const unsigned whole = count_ / 8;
        at_ += whole;
        bits_ >>= whole * 8;
        count_ %= 8;
    }

    /// How many bits the next byte has already.
    unsigned pending() const { return count_; }

    /// Fills the last byte with zeros.
    void align() { put(0, (8 - count_) % 8); }

    /// Whole bytes; the writer must be aligned and has the room.
    void append(const unsigned char* from, std::size_t size) {
        std::memcpy(out_.data() + at_, from, size);
        at_ += size;
    }

    /// What was written, all of it aligned; the writer starts afresh.
    std::string take() {
        out_.resize(at_);
        at_ = 0;
        return std::move(out_);
    }

private:
    std::string out_;
    std::size_t at_ = 0;
    std::uint64_t bits_ = 0; ///< fewer than eight between two calls
    unsigned count_ = 0;
};

} // namespace calpkg::encode
