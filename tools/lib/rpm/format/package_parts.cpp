#include "lib/rpm/format/package_parts.hpp"

#include "lib/fs/regular_file.hpp"
#include "lib/report/error.hpp"
#include "lib/rpm/format/tags.hpp"

namespace calpkg::rpm {

namespace {

constexpr std::string_view kLeadMagic = "\xed\xab\xee\xdb";

std::string read_exactly(int fd, std::size_t size, std::uint64_t offset,
                         const std::string& subject) {
    std::string bytes;
    constexpr std::size_t step = 1U << 20; // a header that lies about its size costs no memory
    while (bytes.size() < size) {
        const std::size_t done = bytes.size();
        bytes.resize(std::min(size, done + step));
        const std::size_t count =
            fs::read_at(fd, bytes.data() + done, bytes.size() - done, offset + done, subject);
        if (done + count < bytes.size())
            throw report::Error(subject, "is not a sound RPM: it is cut off",
                                "copy or build it again");
    }
    return bytes;
}

struct Structure {
    RawHeader header;
    std::uint64_t end = 0;
};

Structure read_structure(int fd, std::uint64_t offset, std::uint32_t region,
                         const std::string& subject) {
    const std::string intro = read_exactly(fd, HeaderSize::kIntro, offset, subject);
    const std::size_t total = header_size(intro, subject).total();
    const std::string blob = read_exactly(fd, total, offset, subject);
    return {RawHeader::parse(blob, region, subject), offset + total};
}

} // namespace

PackageParts read_parts(int fd, const std::string& subject) {
    PackageParts parts;
    parts.lead = read_exactly(fd, kLeadSize, 0, subject);
    if (parts.lead.compare(0, kLeadMagic.size(), kLeadMagic) != 0)
        throw report::Error(subject, "is not an RPM", "name the file of a package");
    Structure signature = read_structure(fd, kLeadSize, kSignatureRegion, subject);
    parts.signature = std::move(signature.header);
    const std::uint64_t begin = (signature.end + 7) / 8 * 8;
    Structure header = read_structure(fd, begin, kImmutableRegion, subject);
    parts.header = std::move(header.header);
    parts.payload_offset = header.end;
    return parts;
}

OpenPackage::OpenPackage(const std::filesystem::path& package)
    : subject(package.string()),
      fd(fs::open_regular_file(package)),
      parts(read_parts(fd.get(), subject)),
      files(parts.header, subject),
      payload_begin(read_exactly(fd.get(), 4, parts.payload_offset, subject)) {}

std::string nevra(const RawHeader& header) {
    return header.text(tag::name) + "-" + header.text(tag::version) + "-" +
           header.text(tag::release) + "." + header.text(tag::arch);
}

} // namespace calpkg::rpm
