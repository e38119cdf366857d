#pragma once

#include "lib/rpm/rewrite/followed_file.hpp"
#include "lib/rpm/rewrite/package_image.hpp"
#include "lib/rpm/rewrite/payload_edit.hpp"

#include <cstdint>
#include <string>

namespace calpkg::rpm {

/// What has become of a payload.
struct RewrittenPayload {
    PayloadContents before;         ///< what the old one held
    std::uint64_t size = 0;         ///< bytes, compressed
    std::string digest;             ///< of those, FollowedFile's; hex
    std::uint64_t archive_size = 0; ///< bytes, uncompressed
    std::string archive_digest;     ///< of these, where the old header has one; hex
    std::string frame_digest;       ///< CpioWriter's

    std::int64_t archive_growth() const {
        return static_cast<std::int64_t>(archive_size) - static_cast<std::int64_t>(before.size);
    }
};

/// Writes the payload of `old`, which has been verified, to `file`, edited and compressed as it was, and finishes
/// `file`. `subject` names the new package in errors. Throws report::Error.
RewrittenPayload rewrite_payload(const OpenPackage& old, const PayloadEdit& edit,
                                 FollowedFile& file, const std::string& subject);

/// Throws report::Error, naming `subject`, when the payload that was read back is another than was written, or has
/// not the archive's digest in its header. (The content of files is held against their digests where it is read.)
void require_as_written(const PackageImage& read_back, const RewrittenPayload& written,
                        const std::string& subject);

} // namespace calpkg::rpm
