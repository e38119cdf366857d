#include "lib/encode/gzip.hpp"

#include "inflated.hpp"
#include "inputs.hpp"
#include "lib/hash/digest.hpp"
#include "lib/report/error.hpp"
#include "support/support.hpp"

#include <doctest/doctest.h>

#include <stdexcept>
#include <vector>

using namespace calpkg;
using test::gzipped;
using test::inflated;
using test::kGzip;
using test::kRaw;
using test::noise;
using test::prose;

namespace {

/// A match of every length, each followed by a byte of its own.
std::string all_lengths() {
    std::string data;
    for (unsigned length = 3; length <= 258; ++length) {
        const std::string block = noise(2000, length);
        data += block + static_cast<char>(length) + block.substr(0, length);
    }
    return data;
}

/// Codes of Fibonacci's numbers are as long as Huffman's can be: more than 15 bits.
std::string deep_tree() {
    std::string data;
    unsigned now = 1, next = 1;
    for (char symbol = 'a'; symbol < 'a' + 24; ++symbol) {
        data.append(now, symbol);
        now = std::exchange(next, now + next);
    }
    std::string mixed; // no runs, which would become matches
    for (std::size_t i = 0; i < data.size(); ++i) mixed += data[i * 7919 % data.size()];
    return mixed;
}

struct Input {
    const char* name;
    std::string data;
};

std::vector<Input> inputs() {
    constexpr std::size_t piece = 256 * 1024;
    return {{"nothing", ""},
            {"one byte", "a"},
            {"three bytes", "aaa"},
            {"short text", "cal-pkg, cal-pkg, cal-pkg"},
            {"zeros", std::string(400000, '\0')},
            {"noise", noise(piece + 1000)},
            {"noise in two letters",
             [] {
                 std::string data = noise(100000);
                 for (char& byte : data) byte = (byte & 1) != 0 ? 'a' : 'b';
                 return data;
             }()},
            {"text", prose(600000)},
            {"text, noise, text", prose(70000) + noise(70000) + prose(70000, 7)},
            {"one piece", prose(piece)},
            {"one piece and a byte", prose(piece) + "a"},
            {"two pieces", prose(2 * piece, 9)},
            {"twice the same noise, 32 KiB apart", noise(32768) + noise(32768)},
            {"deep tree", deep_tree()}};
}

} // namespace

TEST_CASE("gzip data begins as RFC 1952 says, without a time, and ends with checksum and size") {
    const std::string out = gzipped("text", 6);
    CHECK(out.substr(0, 10) == std::string("\x1f\x8b\x08\0\0\0\0\0\0\x03", 10));
    CHECK(out.substr(out.size() - 8) == std::string("\xc7\xa7\x8b\x3b\x04\0\0\0", 8));
}

TEST_CASE("zlib gives back what was encoded, at every level") {
#ifdef __SANITIZE_ADDRESS__
    constexpr int step =
        4; // one of each way to look for matches (effort_of): the other build judges all
#else
    constexpr int step = 1;
#endif
    for (const Input& input : inputs())
        for (int level = 1; level <= 9; level += step) {
            CAPTURE(input.name);
            CAPTURE(level);
            CHECK((inflated(gzipped(input.data, level), kGzip) == input.data));
            if (level % 4 == 1)
                CHECK((inflated(encode::deflate(input.data, level), kRaw) == input.data));
        }
}

TEST_CASE("matches of every length and from far away are found, and zlib gives them back") {
    const std::string data = all_lengths();
    const std::string out = gzipped(data, 6);
    CHECK((inflated(out, kGzip) == data));
    CHECK(out.size() < data.size() - 256 * 100);

    const std::string far = noise(32767), twice = far + far;
    CHECK(gzipped(twice, 6).size() < far.size() + 1000);
    CHECK((inflated(gzipped(twice, 6), kGzip) == twice));
}

TEST_CASE("Python gives back what was encoded") {
    const test::Dir dir;
    const std::string data = prose(600000);
    const auto path = dir.write("x.gz", gzipped(data, 6)).string();
    const auto result =
        test::run({"python3", "-c",
                   "import gzip, hashlib, sys\n"
                   "print(hashlib.sha256(gzip.open(sys.argv[1]).read()).hexdigest())",
                   path});
    REQUIRE_MESSAGE(result.ok(), result.err);
    CHECK(result.out == hash::sha256(data) + "\n");
}

TEST_CASE("the bytes depend neither on the number of threads nor on how they are written") {
    for (const Input& input : inputs()) {
        CAPTURE(input.name);
        const std::string expected = gzipped(input.data, 5);
        for (const unsigned threads : {0U, 2U, 8U})
            CHECK((gzipped(input.data, 5, threads) == expected));
        for (const std::size_t cut : {std::size_t{997}, std::size_t{32768}, std::size_t{262144}})
            CHECK((gzipped(input.data, 5, 2, cut) == expected));
    }
    const std::string text = prose(5000);
    CHECK((gzipped(text, 6, 1, 1) == gzipped(text, 6)));
}

TEST_CASE("what cannot be made smaller grows by little") {
    CHECK(gzipped("", 6).size() == 20);
    CHECK(encode::deflate("", 6).size() == 2);
    CHECK(encode::deflate("a", 6).size() == 3);
    const std::string data = noise(1000000);
    CHECK(encode::deflate(data, 6).size() < data.size() + data.size() / 5000);
}

TEST_CASE("a level that is not one of the nine is refused") {
    for (const int level : {-1, 0, 10}) CHECK_THROWS_AS(encode::deflate("", level), report::Error);
}

TEST_CASE("what the sink throws comes out, while others encode") {
    const auto refuse = [](std::string_view piece) {
        if (piece.size() > 10) throw std::runtime_error("full");
    };
    encode::Gzip gzip(refuse, 1, 2);
    CHECK_THROWS_WITH(
        [&] {
            gzip.write(prose(1500000));
            gzip.finish();
        }(),
        "full");
}

// What users have published was made with these bytes: "the same checkouts give the same bytes" is the promise.
// If this fails, the encoding has changed. A change of the encoding must be told to users and gets a new
// encode::kVersion; only then are the digests here renewed.
TEST_CASE("the bytes are those of version 1 of the encoding") {
    CHECK(encode::kVersion == 1);
    std::string all;
    for (const Input& input : inputs())
        for (int level = 1; level <= 9; ++level) all += gzipped(input.data, level);
    CHECK(hash::sha256(all) == "4cc8740511ac720cda9be3a373bf7328c310c403ef7453e617dae946f0d799b3");
    const std::string text = prose(300000);
    CHECK(hash::sha256(gzipped(text, 1)) ==
          "094bd5870fd1ec1d24d557912214ae82b31fafbcd574626556ad440dabe94a00");
    CHECK(hash::sha256(gzipped(text, 6)) ==
          "5dba969bfb97d8ced70f592fb03d6f1af18d2fe4bd3a5c623a1508cc23bad5d3");
    CHECK(hash::sha256(gzipped(text, 9)) ==
          "964b873d4f8f9f65d537a53811a6711ae3e1e6cd5afbc489c33a5ba39df4226c");
    CHECK(hash::sha256(encode::deflate(text, 9)) ==
          "8b1f35cd22fc56fd91433025bff823196231cae38ddeb28bfe34119565fdec35");
}
