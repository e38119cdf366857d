#include "lib/reproduce/same_package.hpp"

#include "lib/fs/status.hpp"
#include "lib/hash/digest.hpp"
#include "lib/repo/replacement.hpp"
#include "lib/rpm/format/package_parts.hpp"
#include "lib/rpm/format/tags.hpp"

#include <array>
#include <fstream>
#include <string>

namespace calpkg::reproduce {

namespace {

/// SHA-256 of header and payload: of all that lies behind the signatures.
std::string digest_of_content(const std::filesystem::path& package) {
    const rpm::OpenPackage open(package);
    const std::size_t header = open.parts.header.serialize(rpm::kImmutableRegion).size();
    std::ifstream in(package, std::ios::binary);
    in.seekg(static_cast<std::streamoff>(open.parts.payload_offset - header));
    hash::Sha256 digest;
    std::array<char, 1U << 16> buffer{};
    while (in.read(buffer.data(), buffer.size()), in.gcount() > 0)
        digest.update(buffer.data(), static_cast<std::size_t>(in.gcount()));
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
