#include "lib/egg/zip_egg.hpp"

#include "lib/egg/zlib.hpp"

#include <fmt/format.h>

#include <memory>
#include <new>

namespace calpkg::egg {

namespace {

constexpr unsigned kUnix = 3;            ///< "version made by", upper byte (APPNOTE 4.4.2)
constexpr std::uint16_t kEncrypted = 1U; ///< general purpose bit 0
constexpr std::uint16_t kStored = 0, kDeflated = 8; ///< APPNOTE 4.4.5
constexpr const char* kDamagedRemedy = "take the egg from its package again, or from a backup";

Member member_of(const ZipEntry& entry) {
    Member member;
    member.name = entry.name;
    member.size = entry.size;
    member.compressed_size = entry.compressed_size;
    member.crc = entry.crc;
    member.dos_time = entry.dos_time;
    if (entry.version_made_by >> 8 == kUnix)
        member.mode = (entry.external_attributes >> 16) & 07777U;
    member.directory = entry.name.ends_with('/');
    member.encrypted = (entry.flags & kEncrypted) != 0;
    return member;
}

DamagedEgg other_size(const std::string& subject) {
    return {subject, "is damaged: its size is not what the directory says", kDamagedRemedy,
            DamagedEgg::Damage::truncated};
}

/// `size` bytes out of deflated ones (RFC 1951). Throws DamagedEgg.
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
        throw DamagedEgg(subject,
                         fmt::format("is damaged: {}",
                                     stream.msg == nullptr ? "it is no deflated data" : stream.msg),
                         kDamagedRemedy, DamagedEgg::Damage::other);
    if (status == Z_BUF_ERROR || stream.total_out != size) throw other_size(subject);
    content.resize(size);
    return content;
}

} // namespace

ZipEgg::ZipEgg(std::string bytes, std::string name)
    : bytes_(std::move(bytes)),
      name_(std::move(name)),
      directory_(read_zip_directory(bytes_, name_)) {
    for (const ZipEntry& entry : directory_.entries) members_.push_back(member_of(entry));
}

std::string ZipEgg::read_at(std::size_t index, std::uint64_t limit) const {
    const Member& member = members_.at(index);
    const std::string subject =
        report::quoted_for_message(name_) + ": " + report::quoted_for_message(member.name);
    if (member.encrypted)
        throw report::Error(subject, "is encrypted; Python cannot import it either",
                            kDamagedRemedy);
    if (member.size > limit)
        throw report::Error(
            subject,
            fmt::format("has {} bytes, more than the {} that are read", member.size, limit),
            kTooLargeRemedy);
    const ZipEntry& entry = directory_.entries[index];
    const std::size_t begin = data_offset(bytes_, directory_, entry, name_);
    const std::string_view data = std::string_view(bytes_).substr(begin, entry.compressed_size);
    std::string content;
    if (entry.method == kDeflated)
        content = inflated(data, static_cast<std::size_t>(member.size), subject);
    else if (entry.method != kStored)
        throw DamagedEgg(subject, "is compressed in another way than Python and cal-pkg know",
                         "make the egg anew, with deflate");
    else if (data.size() != member.size)
        throw other_size(subject);
    else
        content = data;
    if (checksum(content) != entry.crc)
        throw DamagedEgg(subject, "is damaged: its checksum is another one", kDamagedRemedy,
                         DamagedEgg::Damage::crc);
    return content;
}

} // namespace calpkg::egg
