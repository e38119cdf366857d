#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

struct nettle_hash;

namespace calpkg::hash {

/// Hash functions by their number in package headers, which is OpenPGP's (RFC 9580, section 9.5).
enum class Algorithm { md5 = 1, sha1 = 2, sha256 = 8, sha384 = 9, sha512 = 10, sha224 = 11 };

/// A digest while data streams by (RFC 1321, FIPS 180-4; Nettle's implementation).
class Digest {
public:
    /// Throws report::Error for a number that is not an Algorithm: it may come from a damaged package.
    explicit Digest(Algorithm algorithm);

    void update(const void* data, std::size_t size);
    void update(std::string_view data) { update(data.data(), data.size()); }
    /// The digest in lower-case hex digits. Call it once, as the last thing.
    std::string finish();

private:
    static constexpr std::size_t kLargestContext = 256;

    const nettle_hash* function_;
    alignas(std::max_align_t) unsigned char context_[kLargestContext];
};

/// SHA-256 while data streams by: 64 hex digits.
class Sha256 : public Digest {
public:
    Sha256() : Digest(Algorithm::sha256) {}
};

/// SHA-256 of `data`, hex.
std::string sha256(std::string_view data);

/// SHA-256 of a file's content, hex. Throws report::Error.
std::string sha256_file(const std::filesystem::path& path);

} // namespace calpkg::hash
