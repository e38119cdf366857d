#pragma once

#include "lib/hash/digest.hpp"
#include "lib/rpm/format/byte_source.hpp"

#include <array>
#include <cstdint>
#include <string>

namespace calpkg::rpm {

/// Number fields of a "newc" entry in the order of the format (cpio(5)).
enum class CpioField {
    inode,
    mode,
    uid,
    gid,
    nlink,
    mtime,
    size,
    dev_major,
    dev_minor,
    rdev_major,
    rdev_minor,
    name_size,
    check,
};
inline constexpr std::size_t kCpioFields = 13;

/// An entry's header. rpm writes two forms: "newc" (070701, old ones 070702), and, for packages
/// with files beyond 4 GiB, one that holds nothing but the file's number in the package's header
/// (07070X).
struct CpioEntry {
    std::string magic;
    std::array<std::uint32_t, kCpioFields> fields{}; ///< newc
    std::string name;                                ///< newc: "./opt/…"
    std::uint32_t index = 0;                         ///< 07070X

    bool by_index() const { return magic == "07070X"; }
    bool is_trailer() const { return name == "TRAILER!!!"; }
    std::uint32_t operator[](CpioField field) const {
        return fields[static_cast<std::size_t>(field)];
    }
    void set(CpioField field, std::uint32_t value) {
        fields[static_cast<std::size_t>(field)] = value;
    }
    bool operator==(const CpioEntry&) const = default;
};

/// Reads an archive entry by entry, as a stream.
class CpioReader {
public:
    /// `subject` names the package in errors.
    CpioReader(ByteSource& source, std::string subject);

    /// The next entry's header; the trailer is an entry too, the last. Throws report::Error for
    /// what is not a cpio header, and at the end without a trailer.
    CpioEntry next();
    /// How many bytes of data the entry has: for a newc entry its own field says so, for the others
    /// the caller knows from the package's header. Call it before read().
    void expect(std::uint64_t size) { left_ = size; }
    /// Up to `size` bytes of the entry's data; 0 at its end, which also skips the padding.
    std::size_t read(char* data, std::size_t size);
    /// Skips what is left of the entry's data.
    void skip();
    /// After the trailer: what follows it (rpm pads to 4 bytes, cpio to 512), all of it zeros.
    std::string rest();
    /// Bytes of the archive read so far.
    std::uint64_t offset() const { return offset_; }
    /// SHA-256 of all that is not an entry's data: headers, padding and what follows the trailer. Once, at the end.
    std::string frame_digest() { return frame_.finish(); }

private:
    std::size_t read_some(char* data, std::size_t size);
    std::string read_frame(std::size_t size);
    void align();
    [[noreturn]] void damaged(const std::string& how) const;

    ByteSource& source_;
    std::string subject_;
    hash::Sha256 frame_;
    std::uint64_t offset_ = 0;
    std::uint64_t left_ = 0;
};

/// Writes an archive in the form that CpioReader reads.
class CpioWriter {
public:
    explicit CpioWriter(ByteSink& sink) : sink_(sink) {}
    /// An entry's header with its padding; its data must be written next, then finish_entry().
    void header(const CpioEntry& entry);
    void data(std::string_view bytes);
    /// What follows the trailer.
    void rest(std::string_view bytes) { frame(bytes); }
    void finish_entry();
    std::uint64_t offset() const { return offset_; }
    /// As CpioReader's.
    std::string frame_digest() { return frame_.finish(); }

private:
    void frame(std::string_view bytes);
    void align();

    ByteSink& sink_;
    hash::Sha256 frame_;
    std::uint64_t offset_ = 0;
};

} // namespace calpkg::rpm
