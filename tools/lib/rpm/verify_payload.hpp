#pragma once

#include "lib/hash/digest.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace calpkg::rpm {

/// What a package says of how long it is.
struct SealedSize {
    const char* tag; ///< rpm's name for what says it
    std::uint64_t size = 0;
    bool covers_header = true; ///< it counts from the header on, else from the payload
};

/// What a package says its payload hashes to.
struct SealedDigest {
    hash::Algorithm hash = hash::Algorithm::sha256;
    std::string hex;
    bool covers_header = false; ///< it begins at the header (SIGMD5)
};

/// What a package's headers say of the bytes behind them.
struct PayloadSeal {
    std::vector<SealedSize> sizes;
    std::vector<SealedDigest> digests;
};

/// Gives `digest` all of an open file from `begin` on. Throws report::Error that names `subject`.
void hash_rest(int fd, std::uint64_t begin, hash::Digest& digest, const std::string& subject);

/// Holds an open package file against its seal, reading it once. `subject` names it in errors. Both
/// headers must have been found sound before. Throws report::Error when a size or a digest differs, and
/// when there is no digest.
void verify_payload(int fd, const PayloadSeal& seal, const std::string& subject);

} // namespace calpkg::rpm
