#include "lib/zip/rewrite.hpp"

#include "lib/zip/deflate.hpp"
#include "lib/zip/directory.hpp"

#include <algorithm>
#include <limits>
#include <map>
#include <set>

namespace calpkg::zip {

// Copies what stays byte for byte: other members keep all their bytes, local headers with their data
// descriptors and extra fields included.

namespace {

constexpr std::uint32_t kLocalSignature = 0x04034b50;
constexpr std::uint32_t kCentralSignature = 0x02014b50;
constexpr std::size_t kLocalSize = 30;
constexpr std::size_t kCentralSize = 46;
constexpr std::uint16_t kUtf8Flag = 1U << 11;
constexpr std::uint16_t kMadeOnUnix = 3 << 8 | 20;
constexpr std::uint32_t kPlainFile = 0100644U << 16;

/// Extra fields that tell the old content's times or its sizes (APPNOTE 4.5.2, Info-ZIP's list).
const std::set<unsigned> kOldContentFields{0x0001,  // zip64 sizes
                                           0x000a,  // NTFS times
                                           0x5455,  // extended timestamp
                                           0x5855}; // Info-ZIP Unix, first form: times and owner

std::uint16_t u16(std::string_view bytes, std::size_t at) {
    return static_cast<std::uint16_t>(static_cast<unsigned char>(bytes[at]) |
                                      static_cast<unsigned char>(bytes[at + 1]) << 8);
}

void put16(std::string& out, std::size_t value) {
    out += static_cast<char>(value & 0xff);
    out += static_cast<char>(value >> 8 & 0xff);
}

void put32(std::string& out, std::size_t value) {
    put16(out, value & 0xffff);
    put16(out, value >> 16);
}

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

/// The parts of a written member's two headers.
struct Header {
    std::string name;
    Packed packed;
    DosTime time;
    std::uint16_t made_by = kMadeOnUnix;
    std::uint16_t needed = 20; ///< 2.0: deflate
    std::uint16_t flags = 0;
    std::uint16_t internal_attributes = 0;
    std::uint32_t external_attributes = kPlainFile;
    std::string local_extra;
    std::string central_extra;
    std::string comment;
};

/// What both headers have between "version needed" and the names' sizes (APPNOTE 4.3.7, 4.3.12).
void put_common(std::string& out, const Header& header) {
    put16(out, header.needed);
    put16(out, header.flags);
    put16(out, header.packed.method);
    put16(out, header.time.time);
    put16(out, header.time.date);
    put32(out, header.packed.crc);
    put32(out, header.packed.data.size());
    put32(out, header.packed.size);
    put16(out, header.name.size());
}

std::string local_part(const Header& header) {
    std::string out;
    put32(out, kLocalSignature);
    put_common(out, header);
    put16(out, header.local_extra.size());
    return out + header.name + header.local_extra + header.packed.data;
}

std::string central_header(const Header& header, std::size_t local_offset) {
    std::string out;
    put32(out, kCentralSignature);
    put16(out, header.made_by);
    put_common(out, header);
    put16(out, header.central_extra.size());
    put16(out, header.comment.size());
    put16(out, 0); // disk
    put16(out, header.internal_attributes);
    put32(out, header.external_attributes);
    put32(out, local_offset);
    return out + header.name + header.central_extra + header.comment;
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

    Entries by_place() const;
    std::size_t end_of(const Entries& entries, std::size_t index) const;
    void put_old(const ZipEntry& entry, std::size_t end);
    void put_added();
    void put_directory();
    Header replacement(const ZipEntry& entry) const;
    Header addition(const std::string& name, const NewFile& file) const;
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

/// Where what belongs to an entry ends: data, data descriptor, padding.
std::size_t Rewriter::end_of(const Entries& entries, std::size_t index) const {
    const ZipEntry& entry = *entries[index];
    const std::size_t end =
        index + 1 < entries.size() ? entries[index + 1]->local : directory_.begin;
    if (data_offset(original_, directory_, entry, name_) + entry.compressed_size > end)
        throw refused(entry.name, "overlaps another member",
                      "take the egg from its package again, or from a backup");
    return end;
}

Header Rewriter::replacement(const ZipEntry& entry) const {
    const std::string_view bytes = original_;
    const std::string_view central = bytes.substr(entry.header, entry.header_size);
    const std::size_t extra_size = u16(central, 30);
    const std::size_t local_extra = entry.local + kLocalSize + u16(bytes, entry.local + 26);

    const NewFile& written = edit_.write.at(entry.name);
    Header header;
    header.name = entry.name;
    header.packed = pack(written.content, entry.method != 0);
    header.time = written.time;
    header.made_by = entry.version_made_by;
    header.needed = std::max<std::uint16_t>(u16(central, 6), header.packed.method != 0 ? 20 : 10);
    header.flags = entry.flags & kUtf8Flag;
    header.internal_attributes = u16(central, 36);
    header.external_attributes = entry.external_attributes;
    header.local_extra = lasting_fields(bytes.substr(local_extra, u16(bytes, entry.local + 28)));
    header.central_extra =
        lasting_fields(central.substr(kCentralSize + entry.name.size(), extra_size));
    header.comment = central.substr(kCentralSize + entry.name.size() + extra_size);
    return header;
}

Header Rewriter::addition(const std::string& name, const NewFile& file) const {
    const auto& entries = directory_.entries;
    const bool deflate =
        entries.empty() || std::any_of(entries.begin(), entries.end(),
                                       [](const ZipEntry& entry) { return entry.method != 0; });

    Header header;
    header.name = name;
    header.packed = pack(file.content, deflate);
    header.time = file.time;
    const bool ascii = std::all_of(name.begin(), name.end(),
                                   [](char c) { return static_cast<unsigned char>(c) < 0x80; });
    if (!ascii) header.flags = kUtf8Flag;
    return header;
}

void Rewriter::put_old(const ZipEntry& entry, std::size_t end) {
    const std::size_t at = out_.size() - directory_.prefix;
    if (edit_.write.count(entry.name) != 0) {
        if (!replaced_.insert(entry.name).second)
            throw refused(entry.name, "is in the egg twice",
                          "remove it (--remove), then add it (--add)");
        const Header header = replacement(entry);
        out_ += local_part(header);
        central_[&entry] = central_header(header, at);
        return;
    }
    if (edit_.remove.contains(entry.name)) return;
    out_.append(original_, entry.local, end - entry.local);
    std::string offset;
    put32(offset, at);
    central_[&entry] =
        original_.substr(entry.header, entry.header_size).replace(42, offset.size(), offset);
}

void Rewriter::put_added() {
    for (const auto& [name, file] : edit_.write) {
        if (replaced_.count(name) != 0) continue;
        const Header header = addition(name, file);
        added_central_ += central_header(header, out_.size() - directory_.prefix);
        out_ += local_part(header);
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
    // The end record: signature and disk numbers, then counts, size and offset, then the comment.
    std::string end = original_.substr(directory_.end_record, 8);
    put16(end, count);
    put16(end, count);
    put32(end, out_.size() - begin);
    put32(end, begin - directory_.prefix);
    out_ += end;
    out_.append(original_, directory_.end_record + 20, std::string::npos);
}

std::string Rewriter::run() {
    const Entries entries = by_place();
    out_.reserve(original_.size());
    out_ = original_.substr(0, entries.empty() ? directory_.begin : entries.front()->local);
    for (std::size_t i = 0; i < entries.size(); ++i) put_old(*entries[i], end_of(entries, i));
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
