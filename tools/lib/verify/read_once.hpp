#pragma once

#include "lib/hash/digest.hpp"
#include "lib/rpm/format/package_parts.hpp"

#include <cstdint>
#include <string>

namespace calpkg::verify {

/// What reading a package file once gives.
struct WholeFile {
    std::uint64_t size = 0;
    std::string sha256;             ///< of all of it
    std::string payload;            ///< digest of the compressed payload
    std::string header_and_payload; ///< MD5, from the header on
    std::string unpacked;           ///< digest of the uncompressed payload, if the header has one
    std::uint64_t unpacked_size = 0;
    std::string
        fault; ///< how the payload does not fit the header; the two before are worth nothing then
};

/// Reads the file once: it is hashed here while another thread unpacks its payload and holds each file against the header.
/// Memory does not grow with it. `header_begin` is where the header begins, `payload` the hash of the payload's digests.
/// Throws report::Error when it cannot be read.
WholeFile read_once(const rpm::OpenPackage& package, std::uint64_t header_begin,
                    hash::Algorithm payload);

} // namespace calpkg::verify
