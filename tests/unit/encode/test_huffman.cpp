#include "lib/encode/huffman.hpp"

#include <doctest/doctest.h>

#include <vector>

using namespace calpkg;

namespace {

std::vector<unsigned> lengths(const std::vector<std::uint32_t>& counts, unsigned longest) {
    std::vector<encode::Code> codes(counts.size());
    encode::make_codes(counts, longest, codes);
    std::vector<unsigned> out;
    for (const encode::Code& code : codes) out.push_back(code.length);
    return out;
}

/// 2^`longest` when every sequence of bits means something, and one thing.
unsigned long used(const std::vector<unsigned>& lengths, unsigned longest) {
    unsigned long sum = 0;
    for (const unsigned length : lengths)
        if (length != 0) sum += 1UL << (longest - length);
    return sum;
}

} // namespace

TEST_CASE("frequent symbols have short codes, absent ones none") {
    CHECK(lengths({8, 4, 0, 2, 1, 1}, 15) == std::vector<unsigned>{1, 2, 0, 3, 4, 4});
    CHECK(lengths({1, 1, 1, 1}, 15) == std::vector<unsigned>{2, 2, 2, 2});
}

TEST_CASE("there are two codes at least") {
    CHECK(lengths({0, 0, 7}, 15) == std::vector<unsigned>{1, 0, 1});
    CHECK(lengths({0, 0, 0}, 15) == std::vector<unsigned>{1, 1, 0});
}

TEST_CASE("codes that would be too long are made to fit, and none is wasted") {
    std::vector<std::uint32_t> counts;
    for (std::uint32_t now = 1, next = 1; counts.size() < 30; counts.push_back(now)) {
        const std::uint32_t sum = now + next;
        now = next;
        next = sum;
    }
    for (const unsigned longest : {7U, 15U}) {
        const auto found = lengths(counts, longest);
        for (const unsigned length : found) CHECK((length > 0 && length <= longest));
        CHECK(used(found, longest) == 1UL << longest);
    }
}

TEST_CASE("codes are numbered as RFC 1951 shows, written from their first bit") {
    std::vector<encode::Code> codes(8);
    const unsigned example[] = {3, 3, 3, 3, 3, 2, 4, 4}; // 3.2.2
    for (std::size_t i = 0; i < codes.size(); ++i)
        codes[i].length = static_cast<std::uint8_t>(example[i]);
    encode::number_codes(codes);
    CHECK(codes[0].bits == 0b010);
    CHECK(codes[1].bits == 0b110);
    CHECK(codes[5].bits == 0b00);
    CHECK(codes[6].bits == 0b0111);
    CHECK(codes[7].bits == 0b1111);
}
