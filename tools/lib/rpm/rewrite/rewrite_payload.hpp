#pragma once

#include "lib/rpm/format/package_parts.hpp"
#include "lib/rpm/rewrite/payload_edit.hpp"
#include "lib/rpm/rewrite/payload_follower.hpp"
#include "lib/rpm/rewrite/read_back.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

namespace calpkg::rpm {

/// What has become of a payload.
struct RewrittenPayload {
    PayloadContents before;         ///< as the old one was read
    std::uint64_t size = 0;         ///< bytes, compressed
    std::string digest;             ///< of the compressed bytes, where the header has one; hex
    std::uint64_t archive_size = 0; ///< bytes, uncompressed
    std::string archive_digest;     ///< of the uncompressed ones, likewise
    std::string frame_digest;       ///< CpioWriter's
    std::string subject;            ///< for messages
    std::unique_ptr<ReadBack> back; ///< still at it

    std::int64_t archive_growth() const {
        return static_cast<std::int64_t>(archive_size) - static_cast<std::int64_t>(before.size);
    }
    /// Waits for what the new payload holds, as it was read back. Once. Throws report::Error when it is not
    /// what was written.
    PayloadContents read_back();
};

/// The hash of the digest of the compressed payload; none when the header has no such digest.
std::optional<hash::Algorithm> payload_hash(const RawHeader& header);

/// Writes the payload of `old`, edited and compressed as it was. It is being read back when this returns: what
/// `edit` refers to stays until read_back() has ended. `subject` names the new payload in errors. Throws
/// report::Error, and Abandoned when edit.pending was.
RewrittenPayload rewrite_payload(const OpenPackage& old, const PayloadEdit& edit,
                                 const PayloadPlace& place, const std::string& subject);

} // namespace calpkg::rpm
