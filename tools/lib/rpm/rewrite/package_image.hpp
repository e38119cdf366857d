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

/// The same where its parts lie already. They must outlive it.
struct PackageView {
    PackageView(const PackageParts& its_parts, const FileTable& its_files,
                const PayloadContents& its_contents)
        : parts(its_parts),
          files(its_files),
          contents(its_contents) {}
    PackageView(const PackageImage& image) // NOLINT(google-explicit-constructor): one is the other
        : PackageView(image.parts, image.files, image.contents) {}

    const PackageParts& parts;
    const FileTable& files;
    const PayloadContents& contents;
};

/// Throws report::Error where the payload does not fit the header. Memory grows with the number of files only.
PackageImage read_image(const OpenPackage& package);

/// The hash that a header's digests of the payload are made with; SHA-256 where it names none.
hash::Algorithm payload_hash(const RawHeader& header);

} // namespace calpkg::rpm
