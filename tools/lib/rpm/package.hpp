#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace calpkg::rpm {

struct OpenPackage;

/// One file of a package as its header tells it.
struct PackageFile {
    std::string path;
    unsigned mode = 0; ///< with file type bits
    std::uint64_t size = 0;
    std::int64_t mtime = 0;
    std::string user;
    std::string group;
    std::string sha256; ///< hex; "" for ghosts, for other than regular files, for another digest
    std::string link;
    bool config = false;          ///< with noreplace
    bool config_replaced = false; ///< without noreplace: an upgrade overwrites it
    bool doc = false;
    bool ghost = false;
};

/// What cal-pkg needs of a finished package.
struct Package {
    std::string name, version, release, arch, license, summary, url, vendor;
    std::string epoch; ///< rpm's epoch as digits, "" without one
    std::int64_t build_time = 0;
    std::string build_host;
    std::string payload_compressor; ///< "gzip", "xz", "zstd", …; "gzip" when the header names none
    bool source = false;            ///< an SRPM; `arch` is then that of the host that made it
    std::string header_sha256;      ///< SHA256HEADER: identity that signing leaves alone
    std::vector<std::string> requires_; ///< as rpm -qpR prints: "supervisor >= 3.0"
    std::vector<PackageFile> files;     ///< sorted by path
};

/// Reads a package's header and verifies its digests and sizes, the payload's included (of the compressed
/// bytes, nothing is unpacked), and all of those that it carries. Signatures are not looked at. Throws report::Error, with librpm's own
/// words where there are any, for whatever is not a complete, undamaged package.
/// Thread-safe: librpm is entered by one thread at a time. Memory does not grow with the payload.
Package read_package(const std::filesystem::path& file);

/// The same of a package that is open; beside a reader of its payload, too.
Package read_package(const OpenPackage& package);

/// Lets librpm read the header of the package in the open file `fd`, which stays the caller's, and verify the
/// header's digests; the payload stays unread. Moves the file's position. `subject` names the package in errors.
/// Throws as read_package.
Package read_header(int fd, const std::string& subject);

} // namespace calpkg::rpm
