#include "lib/rpm/rewrite/package_image.hpp"

#include "lib/rpm/format/hashing.hpp"
#include "lib/rpm/format/payload_stream.hpp"
#include "lib/rpm/format/tags.hpp"

#include <utility>

namespace calpkg::rpm {

hash::Algorithm payload_hash(const RawHeader& header) {
    const std::uint64_t number = header.number(tag::payload_digest_hash);
    return number == 0 ? hash::Algorithm::sha256 : static_cast<hash::Algorithm>(number);
}

PackageImage read_image(const OpenPackage& package) {
    const hash::Algorithm hash = file_hash(package.parts.header);
    PayloadReader payload(package);
    HashingSource archive(payload, payload_hash(package.parts.header));
    PayloadContents contents = read_contents(archive, package.files, hash, package.subject);
    return {package.parts, package.files, std::move(contents), archive.finish()};
}

} // namespace calpkg::rpm
