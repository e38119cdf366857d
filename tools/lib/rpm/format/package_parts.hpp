#pragma once

#include "lib/fs/descriptor.hpp"
#include "lib/rpm/format/file_table.hpp"
#include "lib/rpm/format/lead.hpp"
#include "lib/rpm/format/raw_header.hpp"

#include <cstdint>
#include <filesystem>
#include <string>

namespace calpkg::rpm {

/// What stands before a package's payload (rpm's docs/manual/format.md).
struct PackageParts {
    std::string lead; ///< 96 bytes that only file(1) still reads
    RawHeader signature;
    RawHeader header;
    std::uint64_t payload_offset = 0;
};

/// Reads them from an open package; `subject` names it in errors. No digest is looked at. Throws
/// report::Error for what is not a package, is cut off or does not fit together.
PackageParts read_parts(int fd, const std::string& subject);

/// An open package with its parts. Whatever is done with one package works on one of these: a file of the same
/// name that takes its place meanwhile is another package. One PayloadReader at a time: it moves the position of
/// `fd`, which nothing else minds.
struct OpenPackage {
    /// Throws report::Error for what read_parts() or FileTable refuses. No digest is looked at.
    explicit OpenPackage(const std::filesystem::path& package);

    std::string subject; ///< names the package in errors
    fs::Descriptor fd;
    PackageParts parts;
    FileTable files;           ///< of the header
    std::string payload_begin; ///< a few bytes, for compression_of
};

/// "name-version-release.arch", without the epoch, as packages' files are called.
std::string nevra(const RawHeader& header);

} // namespace calpkg::rpm
