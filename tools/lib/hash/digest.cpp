#include "lib/hash/digest.hpp"

#include "lib/fs/regular_file.hpp"
#include "lib/report/error.hpp"

#include <nettle/nettle-meta.h>

#include <array>
#include <vector>

namespace calpkg::hash {

namespace {

const nettle_hash* function_of(Algorithm algorithm) {
    switch (algorithm) {
    case Algorithm::md5: return &nettle_md5;
    case Algorithm::sha1: return &nettle_sha1;
    case Algorithm::sha224: return &nettle_sha224;
    case Algorithm::sha256: return &nettle_sha256;
    case Algorithm::sha384: return &nettle_sha384;
    case Algorithm::sha512: return &nettle_sha512;
    }
    throw report::Error("hash algorithm " + std::to_string(static_cast<int>(algorithm)),
                        "is not known to cal-pkg",
                        "use MD5, SHA-1 or one of the SHA-2 family (numbers 1, 2, 8 to 11)");
}

} // namespace

Digest::Digest(Algorithm algorithm) : function_(function_of(algorithm)) {
    if (function_->context_size > kLargestContext)
        throw report::Error(function_->name, "needs more memory than cal-pkg has for a digest");
    function_->init(context_);
}

void Digest::update(const void* data, std::size_t size) {
    function_->update(context_, size, static_cast<const std::uint8_t*>(data));
}

std::string Digest::finish() {
    constexpr std::string_view digits = "0123456789abcdef";
    std::vector<std::uint8_t> digest(function_->digest_size);
    function_->digest(context_, digest.size(), digest.data());
    std::string hex;
    for (const std::uint8_t byte : digest) {
        hex += digits[byte >> 4];
        hex += digits[byte & 15];
    }
    return hex;
}

std::string sha256(std::string_view data) {
    Sha256 digest;
    digest.update(data);
    return digest.finish();
}

std::string sha256_file(const std::filesystem::path& path) {
    const fs::Descriptor file = fs::open_regular_file(path);
    Sha256 digest;
    std::array<char, 65536> buffer;
    while (const std::size_t count =
               fs::read_some(file.get(), buffer.data(), buffer.size(), path.string()))
        digest.update(buffer.data(), count);
    return digest.finish();
}

} // namespace calpkg::hash
