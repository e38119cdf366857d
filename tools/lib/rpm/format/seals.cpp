#include "lib/rpm/format/seals.hpp"

#include "lib/report/error.hpp"
#include "lib/rpm/format/tags.hpp"

#include <algorithm>
#include <limits>
#include <unordered_map>

namespace calpkg::rpm {

namespace {

std::string digest_of(hash::Algorithm hash, const std::string& data) {
    hash::Digest digest(hash);
    digest.update(data.data(), data.size());
    return digest.finish();
}

std::string bytes_of_hex(const std::string& hex) {
    std::string bytes;
    for (std::size_t at = 0; at + 1 < hex.size(); at += 2)
        bytes += static_cast<char>(std::stoi(hex.substr(at, 2), nullptr, 16));
    return bytes;
}

void put_size(RawHeader& header, std::uint32_t tag, TagType type, std::uint64_t value,
              const std::string& subject) {
    if (!header.has(tag)) return;
    if (type == TagType::int32 && value > std::numeric_limits<std::uint32_t>::max())
        throw report::Error(subject, "would grow beyond 4 GiB, which its form does not allow");
    header.put_numbers(tag, type, {value});
}

/// Signatures of single files stay with files that stay as they are.
void keep_in_step(RawHeader& signature, std::uint32_t tag, const FileTable& before,
                  const FileTable& after) {
    const std::vector<std::string> old = signature.strings(tag);
    if (old.size() != before.size()) return;
    std::unordered_map<std::string, std::size_t> rows;
    for (std::size_t row = 0; row < before.size(); ++row) rows.emplace(before.path(row), row);
    std::vector<std::string> kept;
    for (std::size_t row = 0; row < after.size(); ++row) {
        const auto at = rows.find(after.path(row));
        const bool same = at != rows.end() && before.raw(at->second, tag::file_digest) ==
                                                  after.raw(row, tag::file_digest);
        kept.push_back(same ? old[at->second] : "");
    }
    signature.put_strings(tag, TagType::string_array, kept);
}

} // namespace

bool is_signed(const RawHeader& signature) {
    return std::any_of(tag::seal::signatures.begin(), tag::seal::signatures.end(),
                       [&](std::uint32_t tag) { return signature.has(tag); });
}

RawHeader unsigned_signature(const RawHeader& old, const FileTable& before,
                             const FileTable& after) {
    RawHeader signature = old;
    for (const std::uint32_t tag : tag::seal::signatures) signature.erase(tag);
    for (const std::uint32_t tag : tag::seal::obsolete) signature.erase(tag);
    for (const std::uint32_t tag : {tag::seal::file_signature, tag::seal::verity_signature})
        if (signature.has(tag)) keep_in_step(signature, tag, before, after);
    return signature;
}

void seal(RawHeader& signature, const std::string& header, const PayloadDigests& payload,
          std::int64_t archive_growth, const std::string& subject) {
    const std::uint64_t size = header.size() + payload.size;
    put_size(signature, tag::seal::size, TagType::int32, size, subject);
    put_size(signature, tag::seal::long_size, TagType::int64, size, subject);
    const auto grown = [&](std::uint32_t tag) {
        return signature.number(tag) + static_cast<std::uint64_t>(archive_growth);
    };
    put_size(signature, tag::seal::payload_size, TagType::int32, grown(tag::seal::payload_size),
             subject);
    put_size(signature, tag::seal::long_payload_size, TagType::int64,
             grown(tag::seal::long_payload_size), subject);
    for (const auto& [tag, hash] : {std::pair{tag::seal::sha1, hash::Algorithm::sha1},
                                    std::pair{tag::seal::sha256, hash::Algorithm::sha256}})
        if (signature.has(tag))
            signature.put_strings(tag, TagType::string, {digest_of(hash, header)});
    if (signature.has(tag::seal::md5)) {
        const std::string md5 = bytes_of_hex(payload.md5);
        signature.put(
            {tag::seal::md5, TagType::binary, static_cast<std::uint32_t>(md5.size()), md5});
    }
}

} // namespace calpkg::rpm
