#pragma once

#include "lib/rpm/package_parts.hpp"
#include "lib/rpm/payload_edit.hpp"
#include "lib/rpm/payload_follower.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace calpkg::rpm {

/// What has become of a payload.
struct RewrittenPayload {
    PayloadContents before;     ///< as the old one was read
    PayloadContents after;      ///< as the new one was read back
    std::uint64_t size = 0;     ///< bytes, compressed
    std::string digest;         ///< of the compressed bytes, where the header has one; hex
    std::string archive_digest; ///< of the uncompressed ones, likewise

    std::int64_t archive_growth() const {
        return static_cast<std::int64_t>(after.size) - static_cast<std::int64_t>(before.size);
    }
};

/// The hash of the digest of the compressed payload; none when the header has no such digest.
std::optional<Hash> payload_hash(const RawHeader& header);

/// Writes the payload of `old`, edited and compressed as it was, and reads it back meanwhile. `subject` names
/// the new payload in errors. Throws report::Error, and Abandoned when edit.pending was.
RewrittenPayload rewrite_payload(const OpenPackage& old, const PayloadEdit& edit,
                                 const PayloadPlace& place, const std::string& subject);

} // namespace calpkg::rpm
