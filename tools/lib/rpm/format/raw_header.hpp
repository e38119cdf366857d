#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace calpkg::rpm {

/// Throws report::Error: `subject` is not a package as rpm reads them.
[[noreturn]] void refuse_unsound(const std::string& subject, const std::string& how);

/// Types of header data by their number in the file (rpm's docs/manual/format.md).
enum class TagType : std::uint32_t {
    null = 0,
    character = 1,
    int8 = 2,
    int16 = 3,
    int32 = 4,
    int64 = 5,
    string = 6,
    binary = 7,
    string_array = 8,
    i18n_string = 9, ///< one string a language of HEADERI18NTABLE
};

/// Bytes that copies share until one of them is changed: of 100,000 files a header has 13 MB.
class SharedBytes {
public:
    SharedBytes(std::string bytes = {}) // NOLINT(google-explicit-constructor): it is a string
        : bytes_(std::make_shared<std::string>(std::move(bytes))) {}

    SharedBytes(const char* text)
        : SharedBytes(std::string(text)) {} // NOLINT(google-explicit-constructor)

    const std::string& get() const { return *bytes_; }
    operator const std::string&() const { return *bytes_; } // NOLINT(google-explicit-constructor)
    operator std::string_view() const { return *bytes_; }   // NOLINT(google-explicit-constructor)
    /// To be changed; the other copies stay as they are.
    std::string& own() {
        if (bytes_.use_count() != 1) bytes_ = std::make_shared<std::string>(*bytes_);
        return *bytes_;
    }
    bool operator==(const SharedBytes& other) const {
        return bytes_ == other.bytes_ || *bytes_ == *other.bytes_;
    }
    bool operator==(std::string_view other) const { return *bytes_ == other; }

private:
    std::shared_ptr<std::string> bytes_;
};

/// One tag with its data exactly as in the file: integers big endian, strings with their NUL.
struct TagData {
    std::uint32_t tag = 0;
    TagType type = TagType::null;
    std::uint32_t count = 0;
    SharedBytes bytes;
    bool operator==(const TagData&) const = default;
};

/// The regions that make a header immutable: a tag that spans all others.
inline constexpr std::uint32_t kSignatureRegion = 62; ///< of a signature header
inline constexpr std::uint32_t kImmutableRegion = 63; ///< of a package's header

/// Where a header structure's parts lie, from its first 16 bytes.
struct HeaderSize {
    std::uint32_t entries = 0;
    std::uint32_t data = 0;
    std::size_t total() const { return kIntro + std::size_t{16} * entries + data; }
    static constexpr std::size_t kIntro = 16; ///< magic, reserved, two numbers
};

/// Reads the first 16 bytes. Throws report::Error for a wrong magic or sizes that rpm refuses.
HeaderSize header_size(std::string_view intro, const std::string& subject);

/// A header structure taken apart, so that it can be put together again with single tags changed
/// and the rest byte for byte as it was: unknown tags, the order, every language. (librpm's
/// headerMod and headerPut know one language of a tag at a time.)
class RawHeader {
public:
    /// `blob` is the whole structure, magic included; `region` the tag that must span it. Throws
    /// report::Error, naming `subject`, for anything that does not fit together.
    static RawHeader parse(std::string_view blob, std::uint32_t region, const std::string& subject);
    /// The structure in rpm's form with everything inside `region`. Of an unchanged header rpm
    /// itself wrote, the same bytes.
    std::string serialize(std::uint32_t region) const;

    const std::vector<TagData>& entries() const { return entries_; }
    const TagData* find(std::uint32_t tag) const;
    bool has(std::uint32_t tag) const { return find(tag) != nullptr; }

    /// All strings of a tag; none when it is not there or holds none.
    std::vector<std::string> strings(std::uint32_t tag) const;
    /// The first of them, or "".
    std::string text(std::uint32_t tag) const;
    /// All integers of a tag; none when it is not there or holds none.
    std::vector<std::uint64_t> numbers(std::uint32_t tag) const;
    /// The first of them, or 0.
    std::uint64_t number(std::uint32_t tag) const;

    /// Replaces a tag's data where it stands, or inserts it before the first greater tag.
    void put(TagData data);
    void put_strings(std::uint32_t tag, TagType type, const std::vector<std::string>& values);
    void put_numbers(std::uint32_t tag, TagType type, const std::vector<std::uint64_t>& values);
    /// Whether there was one to remove.
    bool erase(std::uint32_t tag);

private:
    std::vector<TagData> entries_;
};

/// Bytes of one element, 0 for strings.
std::size_t element_size(TagType type);

/// `value` big endian in `size` bytes.
std::string big_endian(std::uint64_t value, std::size_t size);
std::uint64_t from_big_endian(std::string_view bytes);

} // namespace calpkg::rpm
