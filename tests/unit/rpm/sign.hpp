#pragma once

#include "lib/fs/file.hpp"
#include "lib/rpm/format/package_parts.hpp"

#include <filesystem>
#include <string>

namespace calpkg::test {

/// Adds an OpenPGP signature, which nobody can verify, to a package: its header and payload stay.
inline void sign(const std::filesystem::path& package) {
    const std::string bytes = fs::read_file(package);
    rpm::OpenPackage open(package);
    rpm::RawHeader& signature = open.parts.signature;
    const auto padded = [](std::string header) {
        header.resize((header.size() + 7) / 8 * 8);
        return header;
    };
    const std::size_t before =
        rpm::kLeadSize + padded(signature.serialize(rpm::kSignatureRegion)).size();
    signature.put({268, rpm::TagType::binary, 9, "signature"});
    fs::write_file(package, bytes.substr(0, rpm::kLeadSize) +
                                padded(signature.serialize(rpm::kSignatureRegion)) +
                                bytes.substr(before));
}

} // namespace calpkg::test
