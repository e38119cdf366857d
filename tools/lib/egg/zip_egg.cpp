#include "lib/egg/zip_egg.hpp"

#include <fmt/format.h>

#include <zip.h>

#include <algorithm>

namespace calpkg::egg {

namespace {

constexpr unsigned kUnix = 3;            ///< "version made by", upper byte (APPNOTE 4.4.2)
constexpr std::uint16_t kEncrypted = 1U; ///< general purpose bit 0
constexpr const char* kDamagedRemedy = "take the egg from its package again, or from a backup";

struct CloseFile {
    void operator()(zip_file_t* file) const { zip_fclose(file); }
};

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

std::string text_and_free(zip_error_t& error) {
    std::string text = zip_error_strerror(&error);
    zip_error_fini(&error);
    return text;
}

} // namespace

void ZipEgg::Discard::operator()(struct ::zip* handle) const { zip_discard(handle); }

ZipEgg::ZipEgg(std::string bytes, std::string name)
    : bytes_(std::move(bytes)),
      name_(std::move(name)),
      directory_(read_zip_directory(bytes_, name_)) {
    for (const ZipEntry& entry : directory_.entries) members_.push_back(member_of(entry));
}

struct ::zip* ZipEgg::handle() const {
    if (handle_) return handle_.get();
    const auto refused = [&](zip_error_t& error) {
        return DamagedEgg(report::quoted_for_message(name_),
                          "libzip cannot read it: " + text_and_free(error), kDamagedRemedy);
    };
    zip_error_t error;
    zip_error_init(&error);
    zip_source_t* source = zip_source_buffer_create(bytes_.data() + directory_.prefix,
                                                    bytes_.size() - directory_.prefix, 0, &error);
    if (source == nullptr) throw refused(error);
    handle_.reset(zip_open_from_source(source, ZIP_RDONLY, &error));
    if (!handle_) {
        zip_source_free(source);
        throw refused(error);
    }
    zip_error_fini(&error);
    return handle_.get();
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
    data_offset(bytes_, directory_, directory_.entries[index], name_);

    const auto damaged = [&](zip_error_t* error) {
        const bool crc = zip_error_code_zip(error) == ZIP_ER_CRC;
        if (zip_error_code_zip(error) == ZIP_ER_COMPNOTSUPP)
            return DamagedEgg(subject, "is compressed in another way than Python and cal-pkg know",
                              "make the egg anew, with deflate");
        return DamagedEgg(subject, fmt::format("is damaged: {}", zip_error_strerror(error)),
                          kDamagedRemedy,
                          crc ? DamagedEgg::Damage::crc : DamagedEgg::Damage::other);
    };
    const std::unique_ptr<zip_file_t, CloseFile> file(zip_fopen_index(handle(), index, 0));
    if (!file) throw damaged(zip_get_error(handle()));
    // One byte more than there should be: only reading to the end makes libzip compare the CRC.
    std::string content(static_cast<std::size_t>(member.size) + 1, '\0');
    std::size_t got = 0;
    while (got < content.size()) {
        const zip_int64_t count = zip_fread(file.get(), content.data() + got, content.size() - got);
        if (count < 0) throw damaged(zip_file_get_error(file.get()));
        if (count == 0) break;
        got += static_cast<std::size_t>(count);
    }
    if (got != member.size)
        throw DamagedEgg(subject, "is damaged: its size is not what the directory says",
                         kDamagedRemedy, DamagedEgg::Damage::truncated);
    content.resize(got);
    return content;
}

} // namespace calpkg::egg
