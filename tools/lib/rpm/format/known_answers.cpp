#include "lib/rpm/format/known_answers.hpp"

#include "lib/hash/digest.hpp"
#include "lib/report/error.hpp"

#include <algorithm>
#include <array>
#include <bzlib.h>
#include <charconv>
#include <cstdint>
#include <lzma.h>
#include <memory>
#include <mutex>
#include <set>
#include <utility>
#include <zstd.h>

// What a payload becomes depends on the version of the library that compresses it: libzstd 1.4 gives other bytes
// than 1.5 at every level, 1.5.5 than 1.5.4 at levels 5 to 12, 1.5.2 than 1.5.4 from 16 on; from 1.5.1 to 1.5.6 those
// of level 3 are the same. So each level, which is a method with its parameters, has its own answer. The libraries are
// asked directly, and not through librpm, which uses the same ones: with tables of a level's full size, up to 128 MB,
// zstd and xz would take a hundred times as long for a sample. Threads ("T") and long distances ("L") are not asked
// for: they are of the same version.

namespace calpkg::rpm {

namespace {

constexpr std::size_t kLargeSample = 16384, kMiddleSample = 8192, kSmallSample = 4096;

/// Something of everything: literals, some more frequent than others, and repetitions of many lengths and distances,
/// near and far. The same everywhere. Slow methods get less of it.
std::string sample(std::size_t size) {
    std::uint32_t state = 1;
    const auto below = [&](std::uint32_t limit) {
        state = state * 1664525U + 1013904223U; // Numerical Recipes' generator
        return (state >> 8) % limit;
    };
    std::string data;
    while (data.size() < size) {
        for (std::uint32_t count = 1 + below(12); count > 0; --count) {
            const std::uint32_t row = below(8);
            data += "etaoin shrdlucmfwyp.,()_=0123456"[row * below(5)];
        }
        const auto done = static_cast<std::uint32_t>(data.size());
        const std::uint32_t reach = below(3) == 0 ? done : std::min(done, 600U);
        const std::size_t distance = 1 + below(reach);
        for (std::uint32_t count = 3 + below(60); count > 0; --count)
            data += data[data.size() - distance];
    }
    data.resize(size);
    return data;
}

std::string shortened_digest(const std::string& data) { return hash::sha256(data).substr(0, 16); }

[[noreturn]] void fail(const std::string& library) {
    throw report::Error(library, "cannot compress");
}

/// The number that rpm's flags begin with: "19T8".
int level_of(const std::string& flags, int without, int least, int most) {
    int level = without;
    std::from_chars(flags.data(), flags.data() + flags.size(), level);
    return std::clamp(level, least, most);
}

std::string by_zstd(const std::string& data, int level) {
    const std::unique_ptr<ZSTD_CCtx, decltype(&ZSTD_freeCCtx)> context(ZSTD_createCCtx(),
                                                                       ZSTD_freeCCtx);
    std::string out(ZSTD_compressBound(data.size()), '\0');
    ZSTD_outBuffer to{out.data(), out.size(), 0};
    ZSTD_inBuffer from{data.data(), data.size(), 0};
    const auto set = [&](ZSTD_cParameter parameter, int value) {
        return ZSTD_isError(ZSTD_CCtx_setParameter(context.get(), parameter, value)) == 0;
    };
    // Smaller tables, and a window that is large enough for the methods that the levels have; the size of the whole
    // is not known at the beginning, as in a package.
    if (!context || !set(ZSTD_c_compressionLevel, level) || !set(ZSTD_c_windowLog, 18) ||
        !set(ZSTD_c_hashLog, 12) || !set(ZSTD_c_chainLog, 12) ||
        ZSTD_compressStream2(context.get(), &to, &from, ZSTD_e_continue) != 0 ||
        ZSTD_compressStream2(context.get(), &to, &from, ZSTD_e_end) != 0)
        fail("libzstd");
    out.resize(to.pos);
    return out;
}

std::string by_lzma(const std::string& data, int level) {
    lzma_options_lzma options{};
    std::string out(2 * data.size(), '\0');
    std::size_t size = 0;
    if (lzma_lzma_preset(&options, static_cast<std::uint32_t>(level)) != 0) fail("liblzma");
    options.dict_size = LZMA_DICT_SIZE_MIN;
    const std::array filters{lzma_filter{LZMA_FILTER_LZMA2, &options},
                             lzma_filter{LZMA_VLI_UNKNOWN, nullptr}};
    if (lzma_raw_buffer_encode(
            filters.data(), nullptr, reinterpret_cast<const std::uint8_t*>(data.data()),
            data.size(), reinterpret_cast<std::uint8_t*>(out.data()), &size, out.size()) != LZMA_OK)
        fail("liblzma");
    out.resize(size);
    return out;
}

/// A level is the size of a block, and the sample smaller than any.
std::string by_bzip2(std::string data) {
    std::string out(2 * data.size(), '\0');
    auto size = static_cast<unsigned>(out.size());
    if (BZ2_bzBuffToBuffCompress(out.data(), &size, data.data(), static_cast<unsigned>(data.size()),
                                 1, 0, 0) != BZ_OK)
        fail("libbz2");
    out.resize(size);
    return out;
}

/// Of zstd's levels 1 to 22.
constexpr std::array<std::string_view, 22> kZstd{
    "e59f405cc1b8254c", "41dc98cfc1191be8", "49d7137915636995", "49d7137915636995",
    "83c65ae47b43cce6", "9c649a2ef0d574e6", "c5c60a35f659241b", "af017a8c9a0aef48",
    "af017a8c9a0aef48", "fcf81cfebb1e1bf8", "dc1bffba95844fce", "dc1bffba95844fce",
    "8f329494bb057dd0", "f3f11b25f30f3254", "451970606f7a1f8f", "da612cf4dc6eb959",
    "b5a96f200654a100", "f8b80d6a70c5ffe2", "869945746622ec3b", "869945746622ec3b",
    "869945746622ec3b", "869945746622ec3b"};
/// Of liblzma's presets 0 to 9, for xz and for lzma: what differs stands around the compressed data.
constexpr std::array<std::string_view, 10> kLzma{
    "1ee96b0bd6801913", "f8e19e97c2903794", "f4143984c262c5e4", "226bc0c6bb4a3496",
    "77aa880d0bd365ec", "eb8c79bf7d034e38", "221d0fcddcd16bdc", "221d0fcddcd16bdc",
    "221d0fcddcd16bdc", "221d0fcddcd16bdc",
};
constexpr std::string_view kBzip2 = "ceb73a89c1b9d9ed";

} // namespace

Answer answer_of(const Compression& how) {
    if (how.compressor == "zstd") {
        const int asked = level_of(how.level, 0, 0, static_cast<int>(kZstd.size()));
        const int level = asked == 0 ? ZSTD_CLEVEL_DEFAULT : asked;
        return {std::string("libzstd ") + ZSTD_versionString(),
                shortened_digest(by_zstd(sample(level < 16 ? kLargeSample : kMiddleSample), level)),
                kZstd.at(static_cast<std::size_t>(level) - 1), "libzstd 1.5.4"};
    }
    if (how.compressor == "bzip2") {
        const std::string version = BZ2_bzlibVersion(); // "1.0.8, 13-Jul-2019"
        return {"libbz2 " + version.substr(0, version.find(',')),
                shortened_digest(by_bzip2(sample(kSmallSample))), kBzip2, "libbz2 1.0.8"};
    }
    const int level = level_of(how.level, LZMA_PRESET_DEFAULT, 0, 9);
    return {std::string("liblzma ") + lzma_version_string(),
            shortened_digest(by_lzma(sample(kSmallSample), level)),
            kLzma.at(static_cast<std::size_t>(level)), "liblzma 5.4.1"};
}

void check_answer(const Answer& answer, const Compression& how) {
    if (answer.given == answer.known) return;
    throw report::Error(
        answer.library,
        "compresses (" + how.compressor + " " + how.level + ") to other bytes than " +
            std::string(answer.known_library) +
            " does, so the package would not be the same as elsewhere",
        "run cal-pkg where " + std::string(answer.known_library) +
            " is installed; for a build, w6.gzdio as 'payload' and 'source-payload' "
            "in the target's file takes cal-pkg's own gzip instead");
}

void require_known_answer(const Compression& how) {
    if (how.compressor == "gzip" || how.compressor == "ufdio") return;
    static std::mutex mutex;
    static std::set<std::pair<std::string, std::string>> right;
    const std::lock_guard lock(mutex);
    const std::pair key{how.compressor, how.level};
    if (right.contains(key)) return;
    check_answer(answer_of(how), how);
    right.insert(key);
}

} // namespace calpkg::rpm
