#pragma once

#include "lib/hash/digest.hpp"
#include "lib/rpm/format/file_table.hpp"
#include "lib/rpm/format/raw_header.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>

namespace calpkg::rpm {

/// Digests of a rewritten package's compressed payload, those that its headers have a place for;
/// hex.
struct PayloadDigests {
    std::uint64_t size = 0;
    std::string md5;    ///< of the header and the payload
    std::string digest; ///< of the payload
};

/// Whether a package's signature header holds an OpenPGP signature.
bool is_signed(const RawHeader& signature);

/// The signature header that a rewritten package begins with: `old` without signatures, per-file
/// signatures in step with the file list. Its size is the final one.
RawHeader unsigned_signature(const RawHeader& old, const FileTable& before, const FileTable& after);

/// Fills in sizes and digests, those that `signature` has. `header` is the serialized header,
/// `archive_growth` by how much the uncompressed payload grew. Throws report::Error, naming
/// `subject`, when a size does not fit its tag.
void seal(RawHeader& signature, const std::string& header, const PayloadDigests& payload,
          std::int64_t archive_growth, const std::string& subject);

} // namespace calpkg::rpm
