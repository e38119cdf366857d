#pragma once

#include "lib/rpm/rewrite/package_image.hpp"
#include "lib/rpm/rewrite/payload_edit.hpp"

#include <cstdint>
#include <string>

namespace calpkg::rpm {

/// What has become of a payload.
struct RewrittenPayload {
    PayloadContents before;         ///< what the old one held
    std::uint64_t size = 0;         ///< bytes, compressed
    std::uint64_t archive_size = 0; ///< bytes, uncompressed
    std::string archive_digest;     ///< of those, where the old header has one; hex
    std::string frame_digest;       ///< CpioWriter's

    std::int64_t archive_growth() const {
        return static_cast<std::int64_t>(archive_size) - static_cast<std::int64_t>(before.size);
    }
};

/// Writes the payload of `old`, edited and compressed as it was, to the open file `fd` from `offset` on; the
/// old one has been verified: it has the files that its header tells. `subject` names the new package in errors. Throws
/// report::Error.
RewrittenPayload rewrite_payload(const OpenPackage& old, const PayloadEdit& edit, int fd,
                                 std::uint64_t offset, const std::string& subject);

/// Throws report::Error, naming `subject`, when the payload that was read back is another than was written, or has
/// not the archive's digest in its header. (The content of files is held against their digests where it is read.)
void require_as_written(const PackageImage& read_back, const RewrittenPayload& written,
                        const std::string& subject);

} // namespace calpkg::rpm
