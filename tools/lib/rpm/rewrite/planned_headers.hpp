#pragma once

#include "lib/rpm/format/package_parts.hpp"
#include "lib/rpm/rewrite/compare_packages.hpp"
#include "lib/rpm/rewrite/rewrite.hpp"
#include "lib/rpm/rewrite/rewrite_payload.hpp"

#include <cstdint>
#include <functional>
#include <string>

namespace calpkg::rpm {

/// What shall stand before the payload of a new package. Until that is written, its digests and sizes are those
/// of the old package: the new ones take the same room.
struct PlannedHeaders {
    FileTable files; ///< of `header`
    std::string lead;
    RawHeader header;
    RawHeader signature;
    AllowedDifferences asked;         ///< from the old package
    Compression compression;          ///< of the payload
    std::uint64_t payload_offset = 0; ///< where all of this ends, see end_of()
    /// What else is known only when the payload has been written; takes no other room.
    std::function<void(RawHeader&)> complete{};
};

/// Throws report::Error for a package of format 6 (rpm 6), whose digests and sizes would be left as they are, and wrong;
/// `otherwise` is what else its owner can do.
void require_format_4(const PackageParts& parts, const std::string& subject,
                      const std::string& otherwise);

/// How many bytes the lead and both headers take.
std::uint64_t end_of(const PlannedHeaders& planned);

/// Works an edit of the binary package `old` out. Throws report::Error for a source package, a Release that is
/// malformed or not newer, and files that cannot be edited so.
PlannedHeaders plan_headers(const OpenPackage& old, const PackageEdit& edit);

/// The bytes before a payload that stands in the open file `fd` at planned.payload_offset: lead, signature header
/// and header with the payload's digests and sizes. `subject` names the new package in errors. Throws report::Error.
std::string finished_headers(const PlannedHeaders& planned, const RewrittenPayload& payload, int fd,
                             const std::string& subject);

} // namespace calpkg::rpm
