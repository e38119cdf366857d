#pragma once

#include "lib/rpm/format/package_parts.hpp"
#include "lib/rpm/format/payload_stream.hpp"
#include "lib/rpm/format/payload_walk.hpp"

#include <filesystem>
#include <optional>
#include <string>

namespace calpkg::rpm {

/// A package read whole: every file of its payload has been held against its header.
struct PackageImage {
    PackageParts parts;
    PayloadContents contents;
    std::string archive_digest; ///< of the uncompressed payload, where the header has one; hex
};

/// Throws report::Error for a damaged package. Memory grows with the number of files only.
PackageImage read_image(const std::filesystem::path& package);

/// The same of a package that is open.
PackageImage read_image(const OpenPackage& package);

/// The hash of the uncompressed payload's digest; none when the header has no such digest.
std::optional<hash::Algorithm> archive_hash(const RawHeader& header);

/// Throws report::Error when the image's digest is not the header's.
void check_archive_digest(const PackageImage& image, const std::string& subject);

} // namespace calpkg::rpm
