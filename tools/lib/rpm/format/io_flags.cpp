#include "lib/rpm/format/io_flags.hpp"

#include "lib/report/error.hpp"

#include <algorithm>
#include <array>

namespace calpkg::rpm {

namespace {

struct Kind {
    const char* flags;      ///< what follows the dot
    const char* compressor; ///< as headers name it
    const char* quickest;
};

/// A package with a gzip payload requires nothing that one without compression does not.
constexpr std::array kKinds{Kind{"gzdio", "gzip", "w.ufdio"},    Kind{"bzdio", "bzip2", "w1.bzdio"},
                            Kind{"xzdio", "xz", "w0.xzdio"},     Kind{"lzdio", "lzma", "w0.lzdio"},
                            Kind{"zstdio", "zstd", "w1.zstdio"}, Kind{"ufdio", "ufdio", "w.ufdio"}};

const Kind& kind_of(const std::string& io_flags) {
    const std::string name = io_flags.substr(std::min(io_flags.find('.'), io_flags.size() - 1) + 1);
    const auto* const found =
        std::ranges::find_if(kKinds, [&](const Kind& kind) { return name == kind.flags; });
    if (io_flags.starts_with('w') && found != kKinds.end()) return *found;
    throw report::Error("payload " + io_flags, "is not how rpm compresses one",
                        "give rpm's io flags, like w6.gzdio or w3.zstdio");
}

} // namespace

Compression compression_of_flags(const std::string& io_flags) {
    const Kind& kind = kind_of(io_flags);
    return {kind.compressor, io_flags.substr(1, io_flags.find('.') - 1)};
}

bool have_same_requirements(const Compression& one, const Compression& other) {
    const auto need = [](const std::string& compressor) {
        return compressor == "gzip" ? std::string("ufdio") : compressor;
    };
    return need(one.compressor) == need(other.compressor);
}

std::string quickest_flags(const std::string& io_flags) { return kind_of(io_flags).quickest; }

} // namespace calpkg::rpm
