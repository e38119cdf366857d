#pragma once

#include "lib/report/finding.hpp"
#include "lib/rpm/format/raw_header.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace calpkg::verify {

/// One file of a package, as filelists have it.
struct ListedFile {
    std::string path;
    bool directory = false;
    bool ghost = false;
    auto operator<=>(const ListedFile&) const = default;
};

/// What a package says of itself and what its file is: what others say of it is held against this.
struct PackageFacts {
    rpm::RawHeader signature, header;
    bool source = false;
    std::uint64_t size = 0;                         ///< of the file
    std::uint64_t header_begin = 0, header_end = 0; ///< in it
    std::string sha256;                             ///< of the file
    std::vector<ListedFile> files;                  ///< sorted

    std::string arch() const; ///< "src" of a source package
    /// "name-epoch:version-release.arch", the epoch if there is one.
    std::string nevra() const;
};

struct ExaminedPackage {
    std::optional<PackageFacts> facts; ///< none of what cannot be read as a package
    report::Findings findings;
};

/// Holds a package's file against what it says of itself: form of lead and signature header, digests of header and payload,
/// sizes, and every file in the payload. It is read once. Signatures are not looked at. `subject` names it in findings.
ExaminedPackage examine_package(const std::filesystem::path& file, const std::string& subject);

} // namespace calpkg::verify
