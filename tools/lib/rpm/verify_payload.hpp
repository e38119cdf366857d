#pragma once

#include "lib/hash/digest.hpp"

#include <cstdint>
#include <string>

namespace calpkg::rpm {

/// What a package's header says of the bytes behind it.
struct PayloadSeal {
    std::uint64_t size = 0; ///< of header and payload together; 0 when the package does not say
    hash::Algorithm hash = hash::Algorithm::sha256;
    std::string digest;         ///< hex; "" when the package carries none
    bool covers_header = false; ///< the digest begins at the header (packages of rpm before 4.14)
};

/// Gives `digest` all of an open file from `begin` on. Throws report::Error that names `subject`.
void hash_rest(int fd, std::uint64_t begin, hash::Digest& digest, const std::string& subject);

/// Holds an open package file against its seal, reading it once. `subject` names it in errors. Both
/// headers must have been found sound before. Throws report::Error when size or digest differs.
void verify_payload(int fd, const PayloadSeal& seal, const std::string& subject);

} // namespace calpkg::rpm
