#include "lib/rpm/rewrite/rewrite_payload.hpp"

#include "lib/report/error.hpp"
#include "lib/rpm/format/hashing.hpp"
#include "lib/rpm/format/payload_stream.hpp"
#include "lib/rpm/format/tags.hpp"

#include <cerrno>
#include <optional>
#include <sys/stat.h>
#include <utility>

namespace calpkg::rpm {

namespace {

/// Bytes of the open file `fd` from `offset` on.
std::uint64_t size_from(int fd, std::uint64_t offset, const std::string& subject) {
    struct stat status {};
    if (fstat(fd, &status) != 0) throw report::system_error(subject, "read", errno);
    return static_cast<std::uint64_t>(status.st_size) - offset;
}

} // namespace

RewrittenPayload rewrite_payload(const OpenPackage& old, const PayloadEdit& edit, int fd,
                                 std::uint64_t offset, const std::string& subject) {
    const RawHeader& header = old.parts.header;
    RewrittenPayload result;
    {
        PayloadReader payload(old);
        PayloadWriter writer(fd, offset, compression_of(old), subject);
        HashingSink archive(writer, header.has(tag::payload_digest_alt)
                                        ? std::optional(payload_hash(header))
                                        : std::nullopt);
        EditResult edited = edit_payload(payload, archive, edit, old.subject);
        writer.finish();
        result.before = std::move(edited.before);
        result.archive_size = edited.size;
        result.frame_digest = std::move(edited.frame_digest);
        result.archive_digest = archive.finish();
    }
    result.size = size_from(fd, offset, subject);
    return result;
}

void require_as_written(const PackageImage& read_back, const RewrittenPayload& written,
                        const std::string& subject) {
    const RawHeader& header = read_back.parts.header;
    if (read_back.contents.size == written.archive_size &&
        read_back.contents.frame_digest == written.frame_digest &&
        header.text(tag::payload_digest_alt) == written.archive_digest)
        return;
    throw report::Error(subject, "does not match what was written",
                        "nothing was kept; look for errors of the disk or the memory");
}

} // namespace calpkg::rpm
