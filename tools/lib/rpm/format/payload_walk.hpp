#pragma once

#include "lib/hash/digest.hpp"
#include "lib/rpm/format/cpio.hpp"
#include "lib/rpm/format/file_table.hpp"

#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace calpkg::rpm {

/// One entry of a payload that has been read to its end.
struct PayloadEntry {
    std::size_t row = 0; ///< in the FileTable
    CpioEntry entry;     ///< of its name only what stands before the path: "./"
    std::string digest;  ///< hex, of its data; "" without data
};

struct PayloadContents {
    std::vector<PayloadEntry> entries; ///< in the payload's order
    std::uint64_t size = 0;            ///< of the archive, uncompressed
    std::string frame_digest;          ///< CpioReader's
};

/// Rows of regular files that share their content, by FileTable::link_set; only sets of several.
using LinkSets = std::map<std::uint64_t, std::vector<std::size_t>>;
LinkSets link_sets(const FileTable& files);

/// The hash that the header's file digests are made with.
hash::Algorithm file_hash(const RawHeader& header);

/// Whether the digest of a file's data is made, or the header's is taken for it, where there is one: for a
/// payload whose own digest has been verified.
enum class FileDigests { made, from_header };

/// Reads a payload and holds every file in it against what the header says: name, size, digest,
/// link.
class PayloadWalk {
public:
    /// `files` stays the caller's, `hash` is that of its digests; `subject` names the package in errors.
    PayloadWalk(ByteSource& source, const FileTable& files, hash::Algorithm hash,
                std::string subject, FileDigests digests = FileDigests::made);

    /// Goes to the next entry, past what is unread of the last; false at the trailer. Throws
    /// report::Error for a damaged payload and for one that does not fit the header.
    bool next();
    const CpioEntry& entry() const { return entry_; }
    std::size_t row() const { return row_; }
    std::uint64_t size() const { return size_; } ///< of the entry's data
    const LinkSets& sets() const { return sets_; }

    /// Passes over the entry's data without looking at it, for readers that leave before the end:
    /// finish() is not for them.
    void skip();
    /// Reads the entry's data to its end; `use` gets it piece by piece.
    void read(const std::function<void(std::string_view)>& use);
    /// After the trailer: what follows it. Throws report::Error when a file of the header was
    /// missing.
    std::string finish();
    /// What has been read.
    PayloadContents take_contents();

private:
    std::size_t row_of(const CpioEntry& entry) const;
    std::uint64_t expected_size() const;
    /// The digest that is not made, or "".
    std::string digest_from_header() const;
    void check_size() const;
    void check(const std::string& digest, std::string_view link);
    void check_digest(std::size_t row, const std::string& digest) const;
    [[noreturn]] void damaged(const std::string& how) const;

    CpioReader reader_;
    const FileTable& files_;
    hash::Algorithm hash_;
    FileDigests digests_;
    std::string subject_;
    LinkSets sets_;
    std::unordered_map<std::string_view, std::size_t> rows_;
    std::vector<bool> seen_;
    std::set<std::uint64_t> carried_; ///< link sets whose content has come
    std::vector<char> buffer_;
    PayloadContents contents_;
    CpioEntry entry_;
    std::size_t row_ = 0;
    std::uint64_t size_ = 0;
    bool unread_ = false;
};

/// The whole payload, held against the header.
PayloadContents read_contents(ByteSource& source, const FileTable& files, hash::Algorithm hash,
                              const std::string& subject);

} // namespace calpkg::rpm
