#pragma once

#include "lib/zip/damaged.hpp"
#include "lib/zip/dos_time.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace calpkg::zip {

/// A central directory header (APPNOTE 4.3.12), and where things lie in the file.
struct ZipEntry {
    std::string name;
    std::uint16_t version_made_by = 0; ///< upper byte: system, 3 is Unix
    std::uint16_t flags = 0;
    std::uint16_t method = 0;
    DosTime dos_time;
    std::uint32_t crc = 0;
    std::uint32_t compressed_size = 0;
    std::uint32_t size = 0;
    std::uint32_t external_attributes = 0;
    std::size_t header = 0;      ///< offset of this central header
    std::size_t header_size = 0; ///< with name, extra field and comment
    std::size_t local = 0;       ///< offset of the local header
};

/// Whether the mode in `entry`'s attributes makes it something else than a file or a directory: a
/// symbolic link (S_IFLNK, `zip -y`), a device. Python's importer reads it as a file all the same.
bool is_special(const ZipEntry& entry);

/// The same for a symbolic link.
bool is_link(const ZipEntry& entry);

/// A zip file's directory, read as zipimport reads it.
struct ZipDirectory {
    std::vector<ZipEntry> entries;
    std::size_t begin = 0;      ///< offset of the first central header
    std::size_t end_record = 0; ///< offset of the end-of-central-directory record
    std::size_t prefix = 0;     ///< bytes before the archive that its offsets do not count
    std::string comment;
};

/// Reads the central directory out of a zip file's bytes: what counts is what Python sees. Throws
/// Damaged, naming `name`, for what is truncated, points outside the file, or is one of zip64 and
/// several disks, which Python 2 cannot import.
ZipDirectory read_zip_directory(std::string_view bytes, const std::string& name);

/// Where the compressed bytes of `entry` begin: behind its local header. Throws Damaged when
/// that header is not there, has another name, method, size or checksum, or the bytes run into the
/// directory.
std::size_t data_offset(std::string_view bytes, const ZipDirectory& directory,
                        const ZipEntry& entry, const std::string& name);

} // namespace calpkg::zip
