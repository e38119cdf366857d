#include "lib/hash/siphash.hpp"

#include <bit>
#include <cstddef>

namespace calpkg::hash {

namespace {

/// The four words of Aumasson and Bernstein, "SipHash: a fast short-input PRF", section 2.
struct State {
    std::uint64_t v0, v1, v2, v3;

    void rounds(int count) {
        for (int i = 0; i < count; ++i) {
            v0 += v1, v1 = std::rotl(v1, 13) ^ v0, v0 = std::rotl(v0, 32);
            v2 += v3, v3 = std::rotl(v3, 16) ^ v2;
            v0 += v3, v3 = std::rotl(v3, 21) ^ v0;
            v2 += v1, v1 = std::rotl(v1, 17) ^ v2, v2 = std::rotl(v2, 32);
        }
    }
};

std::uint64_t little_endian(std::string_view bytes) {
    std::uint64_t word = 0;
    for (std::size_t i = bytes.size(); i-- > 0;)
        word = word << 8 | static_cast<unsigned char>(bytes[i]);
    return word;
}

} // namespace

std::uint64_t siphash(int rounds, std::uint64_t key, std::string_view data) {
    State state{key ^ 0x736f6d6570736575, 0x646f72616e646f6d, key ^ 0x6c7967656e657261,
                0x7465646279746573};
    const std::uint64_t length = static_cast<std::uint64_t>(data.size()) << 56;
    bool last = false;
    while (!last) {
        last = data.size() < 8;
        const std::uint64_t word = little_endian(data.substr(0, 8)) | (last ? length : 0);
        state.v3 ^= word;
        state.rounds(rounds);
        state.v0 ^= word;
        if (!last) data.remove_prefix(8);
    }
    state.v2 ^= 0xff;
    state.rounds(rounds + 2);
    return state.v0 ^ state.v1 ^ state.v2 ^ state.v3;
}

} // namespace calpkg::hash
