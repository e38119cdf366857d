#pragma once

#include "lib/rpm/format/package_parts.hpp"
#include "lib/rpm/rewrite/compare_packages.hpp"
#include "lib/rpm/rewrite/rewrite.hpp"
#include "lib/rpm/rewrite/rewrite_payload.hpp"

#include <cstdint>
#include <string>

namespace calpkg::rpm {

/// What shall stand before the payload of a new package. Until that is written, its digests and sizes are those
/// of the old package: the new ones take the same room.
struct PlannedHeaders {
    FileTable files; ///< of `header`
    RawHeader header;
    RawHeader signature;
    AllowedDifferences asked;         ///< from the old package
    std::uint64_t payload_offset = 0; ///< where all of this ends
};

/// Works an edit of the binary package `old` out. Throws report::Error for a source package, a Release that is
/// malformed or not newer, and files that cannot be edited so.
PlannedHeaders plan_headers(const OpenPackage& old, const PackageEdit& edit);

/// The bytes before a payload that stands in the open file `fd` at planned.payload_offset: lead, signature header
/// and header with the payload's digests and sizes. `lead` is the old package's, `subject` names the new one in
/// errors. Throws report::Error.
std::string finished_headers(PlannedHeaders planned, const std::string& lead,
                             const RewrittenPayload& payload, int fd, const std::string& subject);

} // namespace calpkg::rpm
