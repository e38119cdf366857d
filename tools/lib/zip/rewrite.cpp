#include "lib/zip/rewrite.hpp"

#include "lib/zip/directory.hpp"
#include "lib/zip/headers.hpp"

#include <algorithm>
#include <limits>
#include <map>
#include <optional>
#include <set>

namespace calpkg::zip {

// Copies what stays byte for byte: other members keep all their bytes, local headers with their
// data descriptors and extra fields included.

namespace {

constexpr std::uint32_t kPlainFile = 0100644U << 16;

/// Extra fields that tell the old content's times, sizes or encryption (APPNOTE 4.5.2, Info-ZIP's
/// list; 0x9901 is WinZip's).
const std::set<unsigned> kOldContentFields{kZip64Field,
                                           0x000a,  // NTFS times
                                           0x0017,  // strong encryption
                                           0x5455,  // extended timestamp
                                           0x5855,  // Info-ZIP Unix, first form: times and owner
                                           0x9901}; // AES encryption

/// `extra` without the fields that tell of the old content; empty when it is malformed.
std::string lasting_fields(std::string_view extra) {
    std::string kept;
    while (!extra.empty()) {
        if (extra.size() < 4 || extra.size() - 4 < u16(extra, 2)) return {};
        const std::size_t size = 4 + std::size_t{u16(extra, 2)};
        if (kOldContentFields.count(u16(extra, 0)) == 0) kept += extra.substr(0, size);
        extra.remove_prefix(size);
    }
    return kept;
}

/// The attributes of a regular file in the place of what `entry` was: a link, say, would stay one and
/// lead to where its new content says.
std::uint32_t file_attributes(const ZipEntry& entry) {
    return is_special(entry) ? kPlainFile : entry.external_attributes;
}

/// The version that is needed to unpack what stands in the place of `entry`, which needed `old`.
std::uint16_t needed_for(const NewMember& member, const ZipEntry& entry, std::uint16_t old) {
    const std::uint16_t own = member.packed.method == kDeflated ? 20 : 10;
    const bool plain =
        (entry.method == kStored || entry.method == kDeflated) && (entry.flags & kEncrypted) == 0;
    return plain ? std::max(old, own) : own;
}

/// A zip file being written from an old one.
class Rewriter {
public:
    Rewriter(const std::string& original, const Edit& edit, const std::string& name)
        : original_(original),
          edit_(edit),
          name_(name),
          directory_(read_zip_directory(original, name)) {}

    std::string run();

private:
    using Entries = std::vector<const ZipEntry*>;

    bool goes(const ZipEntry& entry) const {
        return edit_.write.contains(entry.name) || edit_.remove.contains(entry.name);
    }
    Entries by_place() const;
    std::size_t end_of(const Entries& entries, std::size_t index) const;
    std::optional<std::size_t> sound_data_offset(const ZipEntry& entry) const;
    void put_replacement(const ZipEntry& entry);
    void put_old(const ZipEntry& entry, std::size_t end);
    void put_added();
    void put_directory();
    NewMember replacement(const ZipEntry& entry) const;
    NewMember addition(const std::string& name, const NewFile& file) const;
    report::Error refused(const std::string& member, const std::string& reason,
                          const std::string& remedy = {}) const;

    const std::string& original_;
    const Edit& edit_;
    const std::string& name_;
    ZipDirectory directory_;
    std::string out_;
    std::map<const ZipEntry*, std::string> central_; ///< new central headers; none for what is gone
    std::string added_central_;
    std::size_t added_ = 0;
    std::set<std::string> replaced_;
};

report::Error Rewriter::refused(const std::string& member, const std::string& reason,
                                const std::string& remedy) const {
    return {name_ + ": " + member, reason, remedy};
}

/// The entries in the order in which their data lies in the file.
Rewriter::Entries Rewriter::by_place() const {
    Entries entries;
    for (const ZipEntry& entry : directory_.entries) entries.push_back(&entry);
    std::stable_sort(entries.begin(), entries.end(),
                     [](const ZipEntry* a, const ZipEntry* b) { return a->local < b->local; });
    return entries;
}

/// Where what belongs to an entry that stays ends: data, data descriptor, padding. One that is damaged
/// is copied as it is, and one that goes may point anywhere.
std::size_t Rewriter::end_of(const Entries& entries, std::size_t index) const {
    const ZipEntry& entry = *entries[index];
    const std::size_t data = sound_data_offset(entry).value_or(entry.local);
    const std::size_t end = data == entry.local ? data : data + entry.compressed_size;
    for (++index; index < entries.size(); ++index) {
        const std::size_t next = entries[index]->local;
        if (next >= end) return next;
        if (!goes(*entries[index]))
            throw refused(entry.name, "overlaps another member",
                          "take the egg from its package again, or from a backup");
    }
    return directory_.begin;
}

/// data_offset(); nothing where the headers of `entry` are damaged.
std::optional<std::size_t> Rewriter::sound_data_offset(const ZipEntry& entry) const {
    try {
        return data_offset(original_, directory_, entry, name_);
    } catch (const Damaged&) {
        return std::nullopt;
    }
}

NewMember Rewriter::replacement(const ZipEntry& entry) const {
    const std::string_view bytes = original_;
    const std::string_view central = bytes.substr(entry.header, entry.header_size);
    const std::size_t extra_size = u16(central, 30);

    const NewFile& written = edit_.write.at(entry.name);
    NewMember member{entry.name, pack(written.content, entry.method != kStored), written.time};
    member.made_by = entry.version_made_by;
    member.needed = needed_for(member, entry, u16(central, 6));
    member.flags = entry.flags & kUtf8Name;
    member.internal_attributes = u16(central, 36);
    member.external_attributes = file_attributes(entry);
    if (const auto data = sound_data_offset(entry)) {
        const std::size_t size = u16(bytes, entry.local + 28);
        member.local_extra = lasting_fields(bytes.substr(*data - size, size));
    }
    member.central_extra =
        lasting_fields(central.substr(kCentralSize + entry.name.size(), extra_size));
    member.comment = central.substr(kCentralSize + entry.name.size() + extra_size);
    return member;
}

NewMember Rewriter::addition(const std::string& name, const NewFile& file) const {
    const auto& entries = directory_.entries;
    const bool deflate = entries.empty() ||
                         std::any_of(entries.begin(), entries.end(),
                                     [](const ZipEntry& entry) { return entry.method != kStored; });

    NewMember member{name, pack(file.content, deflate), file.time};
    member.flags = name_flags(name);
    member.external_attributes = kPlainFile;
    return member;
}

void Rewriter::put_replacement(const ZipEntry& entry) {
    const std::size_t at = out_.size() - directory_.prefix;
    if (!replaced_.insert(entry.name).second)
        throw refused(
            entry.name, "is in the egg twice",
            "remove it (--remove), then add it (--add) with a second 'cal-pkg egg patch'");
    const NewMember member = replacement(entry);
    put_local(out_, member);
    put_central(central_[&entry], member, at);
}

void Rewriter::put_old(const ZipEntry& entry, std::size_t end) {
    const std::size_t at = out_.size() - directory_.prefix;
    out_.append(original_, entry.local, end - entry.local);
    std::string offset;
    put32(offset, at);
    central_[&entry] =
        original_.substr(entry.header, entry.header_size).replace(42, offset.size(), offset);
}

void Rewriter::put_added() {
    for (const auto& [name, file] : edit_.write) {
        if (replaced_.count(name) != 0) continue;
        const NewMember member = addition(name, file);
        put_central(added_central_, member, out_.size() - directory_.prefix);
        put_local(out_, member);
        ++added_;
    }
}

void Rewriter::put_directory() {
    const std::size_t begin = out_.size(), count = central_.size() + added_;
    for (const ZipEntry& entry : directory_.entries)
        if (const auto header = central_.find(&entry); header != central_.end())
            out_ += header->second;
    out_ += added_central_;
    if (count >= 0xffff || out_.size() >= std::numeric_limits<std::uint32_t>::max())
        throw report::Error(name_, "would become a zip64 file, which Python 2 does not import",
                            "unpack it into a directory of the same name: that is an egg, too");
    put_end(out_, count, out_.size() - begin, begin - directory_.prefix, directory_.comment);
}

std::string Rewriter::run() {
    const Entries entries = by_place();
    out_.reserve(original_.size());
    out_ = original_.substr(0, entries.empty() ? directory_.begin : entries.front()->local);
    for (std::size_t i = 0; i < entries.size(); ++i) {
        if (!goes(*entries[i]))
            put_old(*entries[i], end_of(entries, i));
        else if (!edit_.remove.contains(entries[i]->name))
            put_replacement(*entries[i]);
    }
    put_added();
    put_directory();
    return std::move(out_);
}

} // namespace

std::string rewrite(const std::string& original, const Edit& edit,
                    const std::string& name_for_messages) {
    return Rewriter(original, edit, name_for_messages).run();
}

} // namespace calpkg::zip
