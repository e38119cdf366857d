#include "lib/compare/contents/members.hpp"
#include "lib/hash/digest.hpp"
#include "lib/report/error.hpp"
#include "lib/tar/decompress.hpp"
#include "lib/zip/format.hpp"
#include "lib/zip/zlib.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

namespace calpkg::compare {

namespace {

/// What gzip's header says (RFC 1952, 2.3.1) that is neither the time, nor the name, nor how it is compressed.
std::string gzip_fields(std::string_view content) {
    constexpr std::size_t flags_at = 3, header = 10;
    constexpr unsigned extra = 4, name = 8, comment = 16;
    if (content.size() < header) return {};
    const auto flags = static_cast<unsigned char>(content[flags_at]);
    std::size_t at = header;
    std::string fields;
    const auto take = [&](std::size_t end, bool counts) {
        end = std::min(end, content.size());
        if (counts) fields += content.substr(at, end - at);
        at = end;
    };
    if ((flags & extra) != 0 && at + 2 <= content.size())
        take(at + 2 + static_cast<unsigned char>(content[at]) +
                 (std::size_t{static_cast<unsigned char>(content[at + 1])} << 8),
             true);
    if ((flags & name) != 0) take(content.find('\0', at), false);
    if ((flags & name) != 0) take(at + 1, false);
    if ((flags & comment) != 0) take(content.find('\0', at), true);
    return fields;
}

/// The trailer of gzip's last stream (RFC 1952, 2.3.1), unless it is that of the whole content: it is wrong then, or
/// there are several streams.
std::string odd_trailer(std::string_view streams, const std::string& object,
                        const std::string& content) {
    constexpr std::size_t trailer = 8;
    if (streams.size() < trailer) throw report::Error(object, "is cut short");
    const std::string_view last = streams.substr(streams.size() - trailer);
    const bool right = zip::u32(last, 0) == zip::checksum(content) &&
                       zip::u32(last, 4) == static_cast<std::uint32_t>(content.size());
    return right ? std::string() : std::string(last);
}

/// How many bytes the frame at the beginning of `frames` takes (RFC 8878, 3.1.1); 0 for what is none.
std::size_t zstd_frame_size(std::string_view frames) {
    constexpr std::size_t magic = 4, block_header = 3;
    const auto byte = [&](std::size_t at) {
        return at < frames.size() ? static_cast<unsigned char>(frames[at]) : 0U;
    };
    const unsigned descriptor = byte(magic);
    const bool single = (descriptor >> 5U & 1U) != 0;
    constexpr std::array<std::size_t, 4> dictionary{0, 1, 2, 4}, content{0, 2, 4, 8};
    std::size_t at = magic + 1 + (single ? 0 : 1) + dictionary[descriptor & 3U] +
                     (descriptor < 64 && single ? 1 : content[descriptor >> 6U]);
    for (bool last = false; !last;) {
        const unsigned header = byte(at) | byte(at + 1) << 8U | byte(at + 2) << 16U;
        last = (header & 1U) != 0;
        const bool repeated = (header >> 1U & 3U) == 1;
        at += block_header + (repeated ? 1 : header >> 3U);
        if (at > frames.size()) return 0;
    }
    at += (descriptor >> 2U & 1U) != 0 ? magic : 0; // a checksum
    return at > frames.size() ? 0 : at;
}

/// The frames that zstd leaves out (RFC 8878, 3.1.2), which hold what somebody wanted to.
std::string skippable_frames(std::string_view frames) {
    constexpr std::size_t head = 8;
    constexpr std::uint32_t first = 0x184d2a50, kind = 0xfffffff0; // sixteen magic numbers
    std::string skipped;
    while (frames.size() >= head) {
        const bool skippable = (zip::u32(frames, 0) & kind) == first;
        const std::size_t size =
            skippable ? std::size_t{zip::u32(frames, 4)} + head : zstd_frame_size(frames);
        if (skippable) skipped += frames.substr(0, size);
        if (size == 0 || size > frames.size()) break;
        frames.remove_prefix(size);
    }
    return skipped;
}

/// The whole content of a compressed file, all streams of it.
class CompressedFile : public Members {
public:
    CompressedFile(const std::string& object, const std::string& content, Limits& limits) {
        tar::Decompressed found = tar::decompress(content, object, limits.member);
        content_ = std::move(found.content);
        spend(object, content_.size(), limits);
        beside_ = content.substr(found.end);
        std::int64_t time = 0;
        if (compressor_of(content) == "gzip") {
            time = zip::u32(content, 4);
            beside_ += gzip_fields(content);
            beside_ +=
                odd_trailer(std::string_view(content).substr(0, found.end), object, content_);
        }
        if (compressor_of(content) == "zstd")
            beside_ += skippable_frames(std::string_view(content).substr(0, found.end));
        members_[""] = {"file", 0, "", hash::sha256(content_), time};
    }
    const std::map<std::string, MemberFacts>& all() const override { return members_; }
    const std::string& beside() const override { return beside_; }
    void read(const std::set<std::string>& names,
              const std::function<void(const std::string&, const std::string&)>& use) override {
        if (names.contains("")) use("", content_);
    }

private:
    std::string content_, beside_;
    std::map<std::string, MemberFacts> members_;
};

} // namespace

std::unique_ptr<Members> open_compressed(const std::string& object, const std::string& content,
                                         Limits& limits) {
    return std::make_unique<CompressedFile>(object, content, limits);
}

} // namespace calpkg::compare
