#include "lib/zip/directory.hpp"

#include "lib/zip/format.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <sys/stat.h>
#include <utility>

namespace calpkg::zip {

namespace {

constexpr std::size_t kLongestComment = 0xffff;

using Damage = Damaged::Kind;

Damaged damaged(const std::string& name, const std::string& reason, Damage damage = Damage::other) {
    return {name, reason, "take the egg from its package again, or from a backup", damage};
}

/// The last end record whose comment reaches to the end of the file.
std::size_t find_end_record(std::string_view bytes, const std::string& name) {
    if (bytes.size() < kEndSize) throw damaged(name, "is not a zip file: too short");
    const std::size_t last = bytes.size() - kEndSize;
    const std::size_t first = last > kLongestComment ? last - kLongestComment : 0;
    for (std::size_t at = last + 1; at-- > first;)
        if (u32(bytes, at) == kEndSignature && at + kEndSize + u16(bytes, at + 20) == bytes.size())
            return at;
    if (u32(bytes, 0) != kLocalSignature) throw damaged(name, "is not a zip file");
    throw damaged(name, "is a truncated zip file: its directory is not at the end",
                  Damage::truncated);
}

ZipEntry read_entry(std::string_view bytes, std::size_t at) {
    ZipEntry entry;
    entry.version_made_by = u16(bytes, at + 4);
    entry.flags = u16(bytes, at + 8);
    entry.method = u16(bytes, at + 10);
    entry.dos_time = {u16(bytes, at + 14), u16(bytes, at + 12)};
    entry.crc = u32(bytes, at + 16);
    entry.compressed_size = u32(bytes, at + 20);
    entry.size = u32(bytes, at + 24);
    entry.external_attributes = u32(bytes, at + 38);
    entry.header = at;
    entry.header_size =
        kCentralSize + u16(bytes, at + 28) + u16(bytes, at + 30) + u16(bytes, at + 32);
    return entry;
}

using Sizes = std::pair<std::uint64_t, std::uint64_t>; ///< of the content, of the data

/// What a local header leaves to its zip64 field (APPNOTE 4.5.3); nothing without that field.
std::optional<Sizes> zip64_sizes(std::string_view extra) {
    constexpr std::uint16_t kBothSizes = 16;
    while (extra.size() >= 4 && extra.size() - 4 >= u16(extra, 2)) {
        const std::uint16_t size = u16(extra, 2);
        if (u16(extra, 0) == kZip64Field && size >= kBothSizes) {
            const auto u64 = [&](std::size_t at) {
                return u32(extra, at) | static_cast<std::uint64_t>(u32(extra, at + 4)) << 32;
            };
            return Sizes(u64(4), u64(12));
        }
        extra.remove_prefix(4 + std::size_t{size});
    }
    return std::nullopt;
}

/// Both headers of a member say the same, but for what a data descriptor says behind the data (flag
/// bit 3). Python asks the directory, unzip the local header.
template <typename Wrong>
void check_local_header(std::string_view bytes, const ZipEntry& entry, const Wrong& wrong) {
    constexpr std::uint32_t kInZip64 = 0xffffffff;
    const std::size_t at = entry.local;
    const bool later = (entry.flags & kDescriptor) != 0;
    const auto differs = [&](std::size_t offset, std::uint32_t value) {
        const std::uint32_t local = u32(bytes, at + offset);
        return local != value && !(later && local == 0);
    };
    if (u16(bytes, at + 8) != entry.method)
        throw wrong("its local header has another compression than the directory");
    bool other_sizes = differs(18, entry.compressed_size) || differs(22, entry.size);
    // Whoever writes what it does not know the size of may leave room for more than 4 GiB.
    if (other_sizes && u32(bytes, at + 18) == kInZip64 && u32(bytes, at + 22) == kInZip64) {
        const std::optional<Sizes> sizes =
            zip64_sizes(bytes.substr(at + kLocalSize + u16(bytes, at + 26), u16(bytes, at + 28)));
        other_sizes =
            sizes != Sizes(entry.size, entry.compressed_size) && !(later && sizes == Sizes());
    }
    if (differs(14, entry.crc) || other_sizes)
        throw wrong("its local header has another size or checksum than the directory");
}

/// The file type in the mode; 0 where there is none, as DOS and Python's zipfile leave it. Some
/// archivers for Unix name another system, so that is not asked.
std::uint32_t type_of(const ZipEntry& entry) { return entry.external_attributes >> 16 & S_IFMT; }

} // namespace

bool is_link(const ZipEntry& entry) { return type_of(entry) == S_IFLNK; }

bool is_special(const ZipEntry& entry) {
    const std::uint32_t type = type_of(entry);
    const bool directory = type == S_IFDIR && entry.name.ends_with('/');
    return type != 0 && type != S_IFREG && !directory;
}

ZipDirectory read_zip_directory(std::string_view bytes, const std::string& name) {
    ZipDirectory directory;
    const std::size_t end = directory.end_record = find_end_record(bytes, name);
    directory.comment = std::string(bytes.substr(end + kEndSize));
    const bool zip64 =
        end >= kZip64LocatorSize && u32(bytes, end - kZip64LocatorSize) == kZip64LocatorSignature;
    if (zip64) throw damaged(name, "is a zip64 file, which Python 2 does not import");
    if (u16(bytes, end + 4) != 0 || u16(bytes, end + 6) != 0)
        throw damaged(name, "is one of several disks of a zip archive");

    const std::size_t size = u32(bytes, end + 12), offset = u32(bytes, end + 16);
    if (size > end || offset > end - size)
        throw damaged(name, "is a damaged zip file: its directory would lie outside of it");
    directory.begin = end - size;
    directory.prefix = directory.begin - offset;

    const std::size_t count = u16(bytes, end + 10);
    std::size_t at = directory.begin;
    while (directory.entries.size() < count) {
        if (end - at < kCentralSize || u32(bytes, at) != kCentralSignature)
            throw damaged(name, fmt::format("is a damaged zip file: its directory has {} entries "
                                            "where it counts {}",
                                            directory.entries.size(), count));
        ZipEntry entry = read_entry(bytes, at);
        const std::size_t local = u32(bytes, at + 42);
        if (entry.header_size > end - at || local > offset)
            throw damaged(name, fmt::format("is a damaged zip file: entry {} of its directory "
                                            "points outside of it",
                                            directory.entries.size() + 1));
        entry.local = directory.prefix + local;
        entry.name = std::string(bytes.substr(at + kCentralSize, u16(bytes, at + 28)));
        at += entry.header_size;
        directory.entries.push_back(std::move(entry));
    }
    if (at != end)
        throw damaged(name, "is a damaged zip file: bytes in its directory belong to no entry");
    return directory;
}

std::size_t data_offset(std::string_view bytes, const ZipDirectory& directory,
                        const ZipEntry& entry, const std::string& name) {
    const auto wrong = [&](const std::string& reason, Damage damage = Damage::other) {
        return damaged(name + ": " + entry.name, reason, damage);
    };
    const std::size_t limit = directory.begin, at = entry.local;
    if (at > limit || limit - at < kLocalSize || u32(bytes, at) != kLocalSignature)
        throw wrong("there is no local header where the directory says");
    const std::size_t name_size = u16(bytes, at + 26);
    const std::size_t data = at + kLocalSize + name_size + u16(bytes, at + 28);
    if (data > limit || entry.compressed_size > limit - data)
        throw wrong("is truncated: its bytes run into the directory", Damage::truncated);
    if (bytes.substr(at + kLocalSize, name_size) != entry.name)
        throw wrong("its local header has another name than the directory");
    check_local_header(bytes, entry, wrong);
    return data;
}

} // namespace calpkg::zip
