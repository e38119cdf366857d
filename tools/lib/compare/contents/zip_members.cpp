#include "lib/compare/contents/members.hpp"
#include "lib/hash/digest.hpp"
#include "lib/zip/content.hpp"
#include "lib/zip/directory.hpp"
#include "lib/zip/format.hpp"

#include <algorithm>
#include <string_view>
#include <tuple>
#include <utility>

namespace calpkg::compare {

namespace {

/// `extra` without fields that tell times or, in zip64, sizes; all of it when it is malformed.
std::string lasting(std::string_view extra) {
    constexpr std::uint16_t ntfs_times = 0x000a, unix_times = 0x5455;
    std::string kept;
    for (std::string_view left = extra; !left.empty();) {
        if (left.size() < 4 || left.size() - 4 < zip::u16(left, 2)) return std::string(extra);
        const std::size_t size = 4 + std::size_t{zip::u16(left, 2)};
        const std::uint16_t id = zip::u16(left, 0);
        if (id != ntfs_times && id != unix_times && id != zip::kZip64Field)
            kept += left.substr(0, size);
        left.remove_prefix(size);
    }
    return kept;
}

/// A zip file, an egg or a wheel. Its bytes are the caller's.
class ZipMembers : public Members {
public:
    ZipMembers(const std::string& object, const std::string& content, Limits& limits)
        : object_(object),
          content_(content),
          directory_(zip::read_zip_directory(content, object)) {
        for (const zip::ZipEntry& entry : directory_.entries) {
            spend(object, entry.size, limits);
            MemberFacts facts{entry.name.ends_with('/') ? "directory"
                              : zip::is_link(entry)     ? "link"
                                                        : "file",
                              entry.external_attributes >> 16 & 07777};
            facts.time = zip::to_seconds(entry.dos_time);
            const std::string bytes = zip::content_of(content_, directory_, entry, object_);
            if (facts.kind == "link") facts.link = bytes;
            facts.digest = hash::sha256(bytes);
            facts.others = fields_of(entry);
            // An earlier one of the name is not read by Python, but by others.
            if (const auto earlier = members_.find(entry.name); earlier != members_.end())
                facts.others += earlier->second.digest + ' ' + earlier->second.others;
            members_[entry.name] = facts; // of two with one name Python takes the last
            entries_[entry.name] = &entry;
        }
        put_beside();
    }
    const std::map<std::string, MemberFacts>& all() const override { return members_; }
    const std::string& beside() const override { return beside_; }
    void read(const std::set<std::string>& names,
              const std::function<void(const std::string&, const std::string&)>& use) override {
        for (const std::string& name : names)
            use(name, zip::content_of(content_, directory_, *entries_.at(name), object_));
    }

private:
    /// Extra fields of both headers, and the comment (APPNOTE 4.3.7, 4.3.12).
    std::string fields_of(const zip::ZipEntry& entry) const {
        const std::string_view bytes = content_;
        const std::string_view central = bytes.substr(entry.header, entry.header_size);
        const std::size_t local = zip::u16(bytes, entry.local + 28);
        const std::size_t data = zip::data_offset(content_, directory_, entry, object_);
        const std::string_view behind = central.substr(zip::kCentralSize + entry.name.size());
        const std::size_t extra = zip::u16(central, 30);
        return lasting(bytes.substr(data - local, local)) + lasting(behind.substr(0, extra)) +
               std::string(behind.substr(extra));
    }

    /// What no header names: before, between and behind the members and the directory; the comment.
    void put_beside() {
        std::map<std::size_t, std::pair<std::size_t, bool>> members; // begin; end, and descriptor
        std::size_t directory_end = directory_.begin;
        for (const zip::ZipEntry& entry : directory_.entries) {
            const std::size_t data = zip::data_offset(content_, directory_, entry, object_);
            members[entry.local] = {data + entry.compressed_size,
                                    (entry.flags & zip::kDescriptor) != 0};
            directory_end = std::max(directory_end, entry.header + entry.header_size);
        }
        std::size_t at = 0;
        bool descriptor = false;
        const auto gap = [&](std::size_t to) {
            // A data descriptor (4.3.9) repeats what the directory says, with or without a signature.
            const std::size_t size = to > at ? to - at : 0;
            if (size != 0 && !(descriptor && (size == 12 || size == 16)))
                beside_ += content_.substr(at, size);
        };
        for (const auto& [begin, member] : members) {
            gap(begin);
            std::tie(at, descriptor) = member;
        }
        gap(directory_.begin);
        at = directory_end;
        descriptor = false;
        gap(directory_.end_record);
        beside_ += directory_.comment;
    }

    std::string object_;
    const std::string& content_;
    std::string beside_;
    zip::ZipDirectory directory_;
    std::map<std::string, MemberFacts> members_;
    std::map<std::string, const zip::ZipEntry*> entries_;
};

} // namespace

std::unique_ptr<Members> open_zip(const std::string& object, const std::string& content,
                                  Limits& limits) {
    return std::make_unique<ZipMembers>(object, content, limits);
}

} // namespace calpkg::compare
