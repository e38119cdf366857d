#include "lib/rpm/rewrite/package_image.hpp"

#include "lib/rpm/format/payload_stream.hpp"
#include "lib/rpm/format/tags.hpp"

namespace calpkg::rpm {

hash::Algorithm payload_hash(const RawHeader& header) {
    const std::uint64_t number = header.number(tag::payload_digest_hash);
    return number == 0 ? hash::Algorithm::sha256 : static_cast<hash::Algorithm>(number);
}

PackageImage read_image(const OpenPackage& package) {
    PayloadReader payload(package);
    return {
        package.parts, package.files,
        read_contents(payload, package.files, file_hash(package.parts.header), package.subject)};
}

} // namespace calpkg::rpm
