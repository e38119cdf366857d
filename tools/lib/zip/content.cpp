#include "lib/zip/content.hpp"

#include "lib/zip/format.hpp"
#include "lib/zip/zlib.hpp"

#include <fmt/format.h>

#include <memory>
#include <new>

namespace calpkg::zip {

namespace {

constexpr const char* kDamagedRemedy = "take the egg from its package again, or from a backup";

Damaged other_size(const std::string& subject) {
    return {subject, "is damaged: its size is not what the directory says", kDamagedRemedy,
            Damaged::Kind::truncated};
}

/// `size` bytes out of deflated ones (RFC 1951). Throws Damaged.
std::string inflated(std::string_view data, std::size_t size, const std::string& subject) {
    z_stream stream{};
    if (inflateInit2(&stream, -MAX_WBITS) != Z_OK) throw std::bad_alloc();
    const std::unique_ptr<z_stream, int (*)(z_stream*)> closer(&stream, inflateEnd);
    std::string content(size + 1, '\0'); // room for one byte too many
    stream.next_in = bytes_of(data);
    stream.avail_in = static_cast<uInt>(data.size());
    stream.next_out = room_in(content);
    stream.avail_out = static_cast<uInt>(content.size());
    const int status = inflate(&stream, Z_FINISH);
    if (status == Z_MEM_ERROR) throw std::bad_alloc();
    if (status != Z_STREAM_END && status != Z_BUF_ERROR)
        throw Damaged(subject,
                      fmt::format("is damaged: {}",
                                  stream.msg == nullptr ? "it is not deflated data" : stream.msg),
                      kDamagedRemedy, Damaged::Kind::other);
    if (status == Z_BUF_ERROR || stream.total_out != size) throw other_size(subject);
    content.resize(size);
    return content;
}

} // namespace

std::string content_of(std::string_view bytes, const ZipDirectory& directory, const ZipEntry& entry,
                       const std::string& name) {
    const std::string subject = name + ": " + entry.name;
    const std::size_t begin = data_offset(bytes, directory, entry, name);
    const std::string_view data = bytes.substr(begin, entry.compressed_size);
    std::string content;
    if (entry.method == kDeflated)
        content = inflated(data, entry.size, subject);
    else if (entry.method != kStored)
        throw Damaged(subject, "is compressed by a method that Python and cal-pkg do not know",
                      "make the egg again, with deflate");
    else if (data.size() != entry.size)
        throw other_size(subject);
    else
        content = data;
    if (checksum(content) != entry.crc)
        throw Damaged(subject, "is damaged: its checksum differs", kDamagedRemedy,
                      Damaged::Kind::crc);
    return content;
}

} // namespace calpkg::zip
