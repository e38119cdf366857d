#include "lib/rpm/rewrite/package_image.hpp"

#include "lib/report/error.hpp"
#include "lib/rpm/format/hashing.hpp"
#include "lib/rpm/format/tags.hpp"

namespace calpkg::rpm {

std::optional<hash::Algorithm> archive_hash(const RawHeader& header) {
    if (!header.has(tag::payload_digest_alt)) return {};
    const std::uint64_t number = header.number(tag::payload_digest_hash);
    return number == 0 ? hash::Algorithm::sha256 : static_cast<hash::Algorithm>(number);
}

void check_archive_digest(const PackageImage& image, const std::string& subject) {
    if (image.archive_digest == image.parts.header.text(tag::payload_digest_alt)) return;
    throw report::Error(subject, "its payload is damaged: the digest of the archive differs",
                        "copy or build it again");
}

PackageImage read_image(const std::filesystem::path& package) {
    return read_image(OpenPackage(package));
}

PackageImage read_image(const OpenPackage& open) {
    const RawHeader& header = open.parts.header;
    const FileTable files(header, open.subject);
    PackageImage image;
    {
        PayloadReader payload(open.fd.get(), open.parts.payload_offset,
                              compression_of(header, open.payload_begin, open.subject),
                              open.subject);
        HashingSource source(payload, archive_hash(header));
        image.contents = read_contents(source, files, file_hash(header), open.subject);
        image.archive_digest = source.finish();
    }
    image.parts = open.parts;
    check_archive_digest(image, open.subject);
    return image;
}

} // namespace calpkg::rpm
