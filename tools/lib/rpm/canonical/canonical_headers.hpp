#pragma once

#include "lib/rpm/format/package_parts.hpp"
#include "lib/rpm/format/payload_stream.hpp"
#include "lib/rpm/rewrite/planned_headers.hpp"

#include <functional>
#include <set>

namespace calpkg::rpm {

/// The RPMVERSION of every canonical package.
inline constexpr const char* kCanonicalRpmVersion = "4.18.0";

/// Tags of the header that the canonical form may change; all others stay byte for byte. Of those in `binary` and in
/// `source` packages.
const std::set<std::uint32_t>& canonical_tags(bool source);

/// The headers of `old` in the canonical form, before a payload compressed as `payload` says. `source_id` gives the
/// bytes of the canonical source package's MD5 (SOURCEPKGID), and is called when the payload has been written; without it
/// the tag is dropped, unless everything else of the header is in the canonical form already: then it was made with
/// its source package. Throws report::Error for a package of format 6, and for a compressor that would need another
/// requirement of rpmlib().
PlannedHeaders plan_canonical(const OpenPackage& old, const Compression& payload,
                              const std::function<std::string()>& source_id);

/// Whether a header is that of a source package.
bool is_source(const RawHeader& header);

} // namespace calpkg::rpm
