#pragma once

#include "lib/rpm/format/payload_stream.hpp"
#include "lib/rpm/rewrite/followed_file.hpp"
#include "lib/rpm/rewrite/package_image.hpp"
#include "lib/rpm/rewrite/payload_edit.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace calpkg::rpm {

/// What has become of a payload.
struct RewrittenPayload {
    PayloadContents before;         ///< what the old one held
    std::uint64_t size = 0;         ///< bytes, compressed
    std::string digest;             ///< of those, FollowedFile's; hex
    std::uint64_t archive_size = 0; ///< bytes, uncompressed
    std::string archive_digest;     ///< of these, where the form asks for one; hex
    std::string frame_digest;       ///< CpioWriter's

    std::int64_t archive_growth() const {
        return static_cast<std::int64_t>(archive_size) - static_cast<std::int64_t>(before.size);
    }
};

/// In what form a payload is written.
struct PayloadForm {
    Compression compression;
    std::optional<hash::Algorithm>
        archive_hash; ///< of the uncompressed payload's digest, where one is asked for
};

/// The form that `compression` and what `header` has a place for make.
PayloadForm payload_form(const RawHeader& header, Compression compression);

/// Writes the payload of `old`, which has been verified, to `file`, edited and in this form, and finishes
/// `file`. `subject` names the new package in errors. Throws report::Error.
RewrittenPayload rewrite_payload(const OpenPackage& old, const PayloadForm& form,
                                 const PayloadEdit& edit, FollowedFile& file,
                                 const std::string& subject);

/// Throws report::Error, naming `subject`, when the payload that was read back is another than was written, or has
/// not the archive's digest in its header. (The content of files is held against their digests where it is read.)
void require_as_written(const PackageView& read_back, const RewrittenPayload& written,
                        const std::string& subject);

} // namespace calpkg::rpm
