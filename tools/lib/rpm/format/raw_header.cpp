#include "lib/rpm/format/raw_header.hpp"

#include "lib/report/error.hpp"

#include <algorithm>
#include <set>

namespace calpkg::rpm {

void refuse_unsound(const std::string& subject, const std::string& how) {
    throw report::Error(subject, "is not a sound RPM: " + how, "copy or build it again");
}

namespace {

constexpr std::string_view kMagic("\x8e\xad\xe8\x01\x00\x00\x00\x00", 8);
constexpr std::size_t kIndexEntry = 16;
// rpm's own limits for what it reads from a file.
constexpr std::uint32_t kMostEntries = 0xffff;
constexpr std::uint32_t kMostData = 256U << 20;

std::uint32_t number_at(std::string_view bytes, std::size_t at) {
    return static_cast<std::uint32_t>(from_big_endian(bytes.substr(at, 4)));
}

bool is_text(TagType type) {
    return type == TagType::string || type == TagType::string_array || type == TagType::i18n_string;
}

std::size_t alignment(TagType type) {
    return type == TagType::int16 || type == TagType::int32 || type == TagType::int64
               ? element_size(type)
               : 1;
}

/// Length of `count` strings, their NULs included, at the start of `data`; npos beyond its end.
std::size_t text_length(std::string_view data, std::uint32_t count) {
    std::size_t length = 0;
    for (std::uint32_t i = 0; i < count; ++i) {
        const std::size_t end = data.find('\0', length);
        if (end == std::string_view::npos) return end;
        length = end + 1;
    }
    return length;
}

struct IndexEntry {
    explicit IndexEntry(std::string_view bytes)
        : tag(number_at(bytes, 0)),
          type(number_at(bytes, 4)),
          offset(number_at(bytes, 8)),
          count(number_at(bytes, 12)) {}
    std::uint32_t tag, type, offset, count;
};

TagData read_entry(const IndexEntry& entry, std::string_view data, const std::string& subject) {
    const std::string name = "tag " + std::to_string(entry.tag);
    if (entry.type > static_cast<std::uint32_t>(TagType::i18n_string))
        refuse_unsound(subject, name + " has an unknown type");
    if (entry.offset > data.size()) refuse_unsound(subject, name + " lies outside its header");
    const TagData head{entry.tag, static_cast<TagType>(entry.type), entry.count, {}};
    const std::string_view from = data.substr(entry.offset);
    if (entry.count > data.size()) refuse_unsound(subject, name + " is longer than its header");
    const std::size_t length =
        is_text(head.type) ? text_length(from, entry.count) : entry.count * element_size(head.type);
    if (length > from.size()) refuse_unsound(subject, name + " is longer than its header");
    return {head.tag, head.type, head.count, std::string(from.substr(0, length))};
}

/// A region's index entry points at a trailer that names it again and tells where the index began.
void check_region(const IndexEntry& entry, std::string_view data, const HeaderSize& size,
                  std::uint32_t region, const std::string& subject) {
    if (entry.tag != region || entry.type != static_cast<std::uint32_t>(TagType::binary) ||
        entry.count != kIndexEntry || entry.offset > data.size() ||
        data.size() - entry.offset < kIndexEntry)
        refuse_unsound(subject, "its header has no immutable region, as of rpm before 4.0");
    const IndexEntry trailer(data.substr(entry.offset, kIndexEntry));
    const std::uint32_t span = 0U - trailer.offset;
    // rpm 3 and 4.0 left 61 in the trailer of a signature header's region.
    const bool named = trailer.tag == region || (region == kSignatureRegion && trailer.tag == 61);
    if (!named || trailer.count != kIndexEntry || span % kIndexEntry != 0 ||
        span / kIndexEntry == 0 || span / kIndexEntry > size.entries)
        refuse_unsound(subject, "the immutable region of its header does not fit");
}

std::string index_entry(std::uint32_t tag, TagType type, std::uint32_t offset, std::size_t count) {
    return big_endian(tag, 4) + big_endian(static_cast<std::uint32_t>(type), 4) +
           big_endian(offset, 4) + big_endian(count, 4);
}

} // namespace

std::size_t element_size(TagType type) {
    switch (type) {
    case TagType::character:
    case TagType::int8:
    case TagType::binary: return 1;
    case TagType::int16: return 2;
    case TagType::int32: return 4;
    case TagType::int64: return 8;
    default: return 0;
    }
}

std::string big_endian(std::uint64_t value, std::size_t size) {
    std::string bytes(size, '\0');
    for (std::size_t i = size; i > 0; --i, value >>= 8)
        bytes[i - 1] = static_cast<char>(value & 0xff);
    return bytes;
}

std::uint64_t from_big_endian(std::string_view bytes) {
    std::uint64_t value = 0;
    for (const char byte : bytes) value = value << 8 | static_cast<unsigned char>(byte);
    return value;
}

HeaderSize header_size(std::string_view intro, const std::string& subject) {
    if (intro.size() < HeaderSize::kIntro || intro.substr(0, kMagic.size()) != kMagic)
        refuse_unsound(subject, "no RPM header where one belongs");
    const HeaderSize size{number_at(intro, 8), number_at(intro, 12)};
    if (size.entries == 0 || size.entries > kMostEntries || size.data > kMostData)
        refuse_unsound(subject, "its header has an impossible size");
    return size;
}

RawHeader RawHeader::parse(std::string_view blob, std::uint32_t region,
                           const std::string& subject) {
    const HeaderSize size = header_size(blob, subject);
    if (blob.size() != size.total()) refuse_unsound(subject, "its header is cut off");
    const std::string_view index = blob.substr(HeaderSize::kIntro, kIndexEntry * size.entries);
    const std::string_view data = blob.substr(HeaderSize::kIntro + index.size());
    check_region(IndexEntry(index), data, size, region, subject);
    RawHeader header;
    std::size_t sum = 0;
    std::set<std::uint32_t> seen;
    for (std::uint32_t i = 1; i < size.entries; ++i) {
        TagData entry = read_entry(IndexEntry(index.substr(kIndexEntry * i)), data, subject);
        sum += entry.bytes.get().size();
        if (sum > data.size()) refuse_unsound(subject, "tags of its header overlap");
        if (!seen.insert(entry.tag).second)
            refuse_unsound(subject, "tag " + std::to_string(entry.tag) + " is in its header twice");
        header.entries_.push_back(std::move(entry));
    }
    return header;
}

std::string RawHeader::serialize(std::uint32_t region) const {
    std::string index, data;
    for (const TagData& entry : entries_) {
        const std::size_t step = alignment(entry.type);
        data.append((step - data.size() % step) % step, '\0');
        index += index_entry(entry.tag, entry.type, static_cast<std::uint32_t>(data.size()),
                             entry.count);
        data += entry.bytes.get();
    }
    const std::size_t span = index.size() + kIndexEntry;
    const std::string first =
        index_entry(region, TagType::binary, static_cast<std::uint32_t>(data.size()), kIndexEntry);
    data +=
        index_entry(region, TagType::binary, 0U - static_cast<std::uint32_t>(span), kIndexEntry);
    return std::string(kMagic) + big_endian(span / kIndexEntry, 4) + big_endian(data.size(), 4) +
           first + index + data;
}

const TagData* RawHeader::find(std::uint32_t tag) const {
    const auto at = std::find_if(entries_.begin(), entries_.end(),
                                 [&](const TagData& entry) { return entry.tag == tag; });
    return at == entries_.end() ? nullptr : &*at;
}

std::vector<std::string> RawHeader::strings(std::uint32_t tag) const {
    std::vector<std::string> values;
    const TagData* data = find(tag);
    if (data == nullptr || !is_text(data->type)) return values;
    values.reserve(data->count);
    const std::string& bytes = data->bytes;
    for (std::size_t at = 0; at < bytes.size(); at += values.back().size() + 1)
        values.emplace_back(bytes.c_str() + at);
    return values;
}

std::string RawHeader::text(std::uint32_t tag) const {
    const TagData* data = find(tag);
    return data != nullptr && is_text(data->type) ? std::string(data->bytes.get().c_str()) : "";
}

std::vector<std::uint64_t> RawHeader::numbers(std::uint32_t tag) const {
    std::vector<std::uint64_t> values;
    const TagData* data = find(tag);
    const std::size_t size = data == nullptr ? 0 : element_size(data->type);
    if (size == 0 || data->type == TagType::binary) return values;
    const std::string_view bytes = data->bytes;
    for (std::size_t at = 0; at < bytes.size(); at += size)
        values.push_back(from_big_endian(bytes.substr(at, size)));
    return values;
}

std::uint64_t RawHeader::number(std::uint32_t tag) const {
    const std::vector<std::uint64_t> values = numbers(tag);
    return values.empty() ? 0 : values.front();
}

void RawHeader::put(TagData data) {
    auto at = std::find_if(entries_.begin(), entries_.end(),
                           [&](const TagData& entry) { return entry.tag == data.tag; });
    if (at != entries_.end()) {
        *at = std::move(data);
        return;
    }
    at = std::find_if(entries_.begin(), entries_.end(),
                      [&](const TagData& entry) { return entry.tag > data.tag; });
    entries_.insert(at, std::move(data));
}

void RawHeader::put_strings(std::uint32_t tag, TagType type,
                            const std::vector<std::string>& values) {
    std::string bytes;
    for (const std::string& value : values) bytes.append(value.c_str(), value.size() + 1);
    put({tag, type, static_cast<std::uint32_t>(values.size()), std::move(bytes)});
}

void RawHeader::put_numbers(std::uint32_t tag, TagType type,
                            const std::vector<std::uint64_t>& values) {
    std::string bytes;
    for (const std::uint64_t value : values) bytes += big_endian(value, element_size(type));
    put({tag, type, static_cast<std::uint32_t>(values.size()), std::move(bytes)});
}

bool RawHeader::erase(std::uint32_t tag) {
    return std::erase_if(entries_, [&](const TagData& entry) { return entry.tag == tag; }) != 0;
}

} // namespace calpkg::rpm
