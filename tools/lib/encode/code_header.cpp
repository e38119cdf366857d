#include "lib/encode/code_header.hpp"

#include <algorithm>

namespace calpkg::encode {

namespace {

constexpr unsigned kRepeat = 16, kZeros = 17, kManyZeros = 18;
constexpr unsigned kLongestHeaderCode = 7;
constexpr unsigned kExtraShift = 5; ///< of the extra bits in a step

/// The order in which the lengths of the codes of lengths are told.
constexpr std::array<std::uint8_t, 19> kOrder = {16, 17, 18, 0, 8,  7, 9,  6, 10, 5,
                                                 11, 4,  12, 3, 13, 2, 14, 1, 15};

constexpr unsigned extra_bits(unsigned symbol) {
    switch (symbol) {
    case kRepeat: return 2;
    case kZeros: return 3;
    case kManyZeros: return 7;
    default: return 0;
    }
}

template <std::size_t Size>
unsigned used(const std::array<Code, Size>& codes, unsigned least, unsigned most) {
    unsigned count = most;
    while (count > least && codes[count - 1].length == 0) --count;
    return count;
}

} // namespace

CodeHeader::CodeHeader(const Codes& codes)
    : length_codes_(used(codes.lengths, kEndOfBlock + 1, kLengthSymbols)),
      distance_codes_(used(codes.distances, 1, kDistanceSymbols)) {
    // A run may go on from the one kind of code to the other.
    unsigned run = 0, length = 0;
    for (unsigned i = 0; i < length_codes_ + distance_codes_; ++i) {
        const unsigned next =
            i < length_codes_ ? codes.lengths[i].length : codes.distances[i - length_codes_].length;
        if (run > 0 && next != length) {
            add_run(length, run);
            run = 0;
        }
        length = next;
        ++run;
    }
    add_run(length, run);
    make_codes(counts_, kLongestHeaderCode, codes_);
    own_codes_ = kSymbols;
    while (codes_[kOrder[own_codes_ - 1]].length == 0) --own_codes_;
    own_codes_ = std::max(own_codes_, 4U);
}

void CodeHeader::add(unsigned symbol, unsigned extra) {
    steps_[step_count_++] = static_cast<std::uint16_t>(symbol | extra << kExtraShift);
    ++counts_[symbol];
}

void CodeHeader::add_run(unsigned length, unsigned count) {
    if (length != 0) { // the first one is told as it is, the others repeat it
        add(length, 0);
        --count;
    }
    const unsigned most = length == 0 ? 138 : 6;
    while (count >= 3) {
        const unsigned now = std::min(count, most);
        if (length != 0)
            add(kRepeat, now - 3);
        else if (now <= 10)
            add(kZeros, now - 3);
        else
            add(kManyZeros, now - 11);
        count -= now;
    }
    for (; count > 0; --count) add(length, 0);
}

unsigned CodeHeader::size() const {
    unsigned bits = 5 + 5 + 4 + 3 * own_codes_;
    for (unsigned symbol = 0; symbol < kSymbols; ++symbol)
        bits += counts_[symbol] * (codes_[symbol].length + extra_bits(symbol));
    return bits;
}

void CodeHeader::write(BitWriter& out) const {
    out.put(length_codes_ - (kEndOfBlock + 1), 5);
    out.put(distance_codes_ - 1, 5);
    out.put(own_codes_ - 4, 4);
    for (unsigned i = 0; i < own_codes_; ++i) out.put(codes_[kOrder[i]].length, 3);
    for (unsigned i = 0; i < step_count_; ++i) {
        const unsigned symbol = steps_[i] & ((1U << kExtraShift) - 1);
        out.put(codes_[symbol].bits, codes_[symbol].length);
        out.put(steps_[i] >> kExtraShift, extra_bits(symbol));
    }
}

} // namespace calpkg::encode
