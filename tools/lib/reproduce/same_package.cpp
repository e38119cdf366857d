#include "lib/reproduce/same_package.hpp"

#include "lib/fs/descriptor.hpp"
#include "lib/fs/status.hpp"
#include "lib/hash/digest.hpp"
#include "lib/repo/replacement.hpp"
#include "lib/rpm/format/package_parts.hpp"
#include "lib/rpm/format/tags.hpp"

#include <cstdint>
#include <fcntl.h>
#include <string>
#include <vector>

namespace calpkg::reproduce {

namespace {

/// SHA-256 of header and payload: of all that lies behind the signatures.
std::string digest_of_content(const std::filesystem::path& package) {
    const rpm::OpenPackage open(package);
    const std::size_t header = open.parts.header.serialize(rpm::kImmutableRegion).size();
    const fs::Descriptor in = fs::open_existing(package, O_RDONLY);
    std::uint64_t at = open.parts.payload_offset - header;
    hash::Sha256 digest;
    std::vector<char> block(fs::kBlockSize);
    while (const std::size_t count =
               fs::read_at(in.get(), block.data(), block.size(), at, package.string())) {
        digest.update(block.data(), count);
        at += count;
    }
    return digest.finish();
}

} // namespace

Sameness compare_bytes(const std::filesystem::path& published, const std::filesystem::path& made) {
    if (!fs::is_there(made)) return Sameness::not_made;
    if (hash::sha256_file(published) == hash::sha256_file(made)) return Sameness::bytes;
    return repo::is_signed(published) && digest_of_content(published) == digest_of_content(made)
               ? Sameness::but_signature
               : Sameness::different;
}

} // namespace calpkg::reproduce
