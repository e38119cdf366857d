#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>

namespace calpkg::rpm {

/// Hash functions by their number in package headers, which is OpenPGP's (RFC 9580, section 9.5).
enum class Hash { md5 = 1, sha1 = 2, sha256 = 8, sha384 = 9, sha512 = 10 };

/// A digest while data streams by (librpm's implementation). Needs no rpm::Session.
class Digest {
public:
    /// Throws report::Error when librpm's crypto library does not offer `hash` (MD5 in FIPS mode).
    explicit Digest(Hash hash);
    ~Digest();
    Digest(const Digest&) = delete;
    Digest& operator=(const Digest&) = delete;

    void update(const void* data, std::size_t size);
    /// The digest in lower-case hex digits. Call it once, as the last thing.
    std::string finish();

private:
    void* context_; ///< DIGEST_CTX, owned until finish()
};

/// SHA-256 while data streams by: 64 hex digits (FIPS 180-4).
class Sha256 : public Digest {
public:
    Sha256() : Digest(Hash::sha256) {}
};

/// SHA-256 of `data`, hex.
std::string sha256(std::string_view data);

/// SHA-256 of a file's content, hex. Throws report::Error.
std::string sha256_file(const std::filesystem::path& path);

} // namespace calpkg::rpm
