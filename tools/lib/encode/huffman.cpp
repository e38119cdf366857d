#include "lib/encode/huffman.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

namespace calpkg::encode {

namespace {

constexpr std::size_t kMostSymbols = 288;
constexpr unsigned kLimit = 15; ///< no code of deflate's is longer
constexpr unsigned kSymbolBits = 9;

/// The symbols that come, the rarest first; of equally rare ones the first one. Each is its count and number.
class Sorted {
public:
    explicit Sorted(std::span<const std::uint32_t> counts) {
        for (std::size_t i = 0; i < counts.size(); ++i)
            if (counts[i] != 0) add(counts[i], i);
        for (std::size_t i = 0; size_ < 2; ++i)
            if (counts[i] == 0) add(1, i);
        std::sort(keys_.begin(), keys_.begin() + static_cast<std::ptrdiff_t>(size_));
    }
    std::size_t size() const { return size_; }
    std::uint32_t count(std::size_t at) const { return keys_[at] >> kSymbolBits; }
    std::size_t symbol(std::size_t at) const { return keys_[at] & ((1U << kSymbolBits) - 1); }

private:
    void add(std::uint32_t count, std::size_t symbol) {
        keys_[size_++] = count << kSymbolBits | static_cast<std::uint32_t>(symbol);
    }
    std::array<std::uint32_t, kMostSymbols> keys_{};
    std::size_t size_ = 0;
};

/// How many leaves Huffman's tree has at each depth, those below `longest` counted there. Leaves and inner
/// nodes come in the order of their weights each, so that two queues do for a heap.
std::array<unsigned, kLimit + 1> leaves_by_depth(const Sorted& leaves, unsigned longest) {
    std::array<std::uint32_t, kMostSymbols> weight{}; // of the inner nodes
    std::array<std::uint16_t, 2 * kMostSymbols> parent{};
    const std::size_t count = leaves.size();
    std::size_t leaf = 0, inner = 0;
    for (std::size_t made = 0; made + 1 < count; ++made)
        for (int side = 0; side < 2; ++side) {
            const bool take_leaf =
                leaf < count && (inner == made || leaves.count(leaf) <= weight[inner]);
            weight[made] += take_leaf ? leaves.count(leaf) : weight[inner];
            parent[take_leaf ? leaf++ : count + inner++] = static_cast<std::uint16_t>(made);
        }
    std::array<std::uint16_t, kMostSymbols> depth{}; // of the inner nodes; the root is the last one
    std::array<unsigned, kLimit + 1> leaves_at{};
    for (std::size_t i = count - 1; i-- > 1;)
        depth[i - 1] = static_cast<std::uint16_t>(depth[parent[count + i - 1]] + 1);
    for (std::size_t i = 0; i < count; ++i)
        ++leaves_at[std::min<unsigned>(depth[parent[i]] + 1U, longest)];
    return leaves_at;
}

/// Leaves that were lifted to `longest` overfill the tree: each leaf that moves one deeper from above makes
/// room for one of them beside it.
void fit(std::array<unsigned, kLimit + 1>& leaves_at, unsigned longest) {
    std::uint32_t used = 0;
    for (unsigned depth = 1; depth <= longest; ++depth)
        used += leaves_at[depth] << (longest - depth);
    while (used > 1U << longest) {
        unsigned depth = longest - 1;
        while (leaves_at[depth] == 0) --depth;
        --leaves_at[depth];
        leaves_at[depth + 1] += 2;
        --leaves_at[longest];
        --used;
    }
}

std::uint16_t reversed(unsigned bits, unsigned length) {
    unsigned out = 0;
    for (unsigned i = 0; i < length; ++i) out |= (bits >> i & 1) << (length - 1 - i);
    return static_cast<std::uint16_t>(out);
}

} // namespace

void number_codes(std::span<Code> codes) {
    std::array<unsigned, kLimit + 1> with{}, next{};
    for (const Code& code : codes) ++with[code.length];
    with[0] = 0;
    for (unsigned length = 1; length <= kLimit; ++length)
        next[length] = (next[length - 1] + with[length - 1]) << 1;
    for (Code& code : codes)
        if (code.length != 0) code.bits = reversed(next[code.length]++, code.length);
}

void make_codes(std::span<const std::uint32_t> counts, unsigned longest, std::span<Code> codes) {
    const Sorted leaves(counts);
    auto leaves_at = leaves_by_depth(leaves, longest);
    fit(leaves_at, longest);
    std::fill(codes.begin(), codes.end(), Code{});
    std::size_t at = 0;
    for (unsigned length = longest; length > 0; --length)
        for (unsigned i = 0; i < leaves_at[length]; ++i)
            codes[leaves.symbol(at++)].length = static_cast<std::uint8_t>(length);
    number_codes(codes);
}

} // namespace calpkg::encode
