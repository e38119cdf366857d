#pragma once

#include "lib/rpm/format/package_parts.hpp"
#include "lib/rpm/format/payload_walk.hpp"

#include <string>

namespace calpkg::rpm {

/// A package read whole: every file of its payload has been held against its header.
struct PackageImage {
    PackageParts parts;
    FileTable files; ///< of parts.header
    PayloadContents contents;
};

/// Throws report::Error where the payload does not fit the header. Memory grows with the number of files only.
PackageImage read_image(const OpenPackage& package);

/// The hash that a header's digests of the payload are made with; SHA-256 where it names none.
hash::Algorithm payload_hash(const RawHeader& header);

} // namespace calpkg::rpm
