#include "lib/egg/zip_egg.hpp"

#include "lib/zip/content.hpp"
#include "lib/zip/format.hpp"

#include <fmt/format.h>

namespace calpkg::egg {

namespace {

constexpr const char* kDamagedRemedy = "take the egg from its package again, or from a backup";

Member member_of(const zip::ZipEntry& entry) {
    Member member;
    member.name = entry.name;
    member.size = entry.size;
    member.compressed_size = entry.compressed_size;
    member.crc = entry.crc;
    member.dos_time = entry.dos_time;
    if (entry.version_made_by >> 8 == zip::kUnix)
        member.mode = (entry.external_attributes >> 16) & 07777U;
    member.directory = entry.name.ends_with('/');
    member.encrypted = (entry.flags & zip::kEncrypted) != 0;
    return member;
}

} // namespace

ZipEgg::ZipEgg(std::string bytes, std::string name)
    : bytes_(std::move(bytes)),
      name_(std::move(name)),
      directory_(zip::read_zip_directory(bytes_, name_)) {
    for (const zip::ZipEntry& entry : directory_.entries) members_.push_back(member_of(entry));
}

std::string ZipEgg::read_at(std::size_t index, std::uint64_t limit) const {
    const Member& member = members_.at(index);
    const std::string subject = name_ + ": " + member.name;
    if (member.encrypted)
        throw report::Error(subject, "is encrypted; Python cannot import it either",
                            kDamagedRemedy);
    if (member.size > limit)
        throw report::Error(
            subject,
            fmt::format("has {} bytes, more than the {} that are read", member.size, limit),
            kTooLargeRemedy);
    return zip::content_of(bytes_, directory_, directory_.entries[index], name_);
}

} // namespace calpkg::egg
