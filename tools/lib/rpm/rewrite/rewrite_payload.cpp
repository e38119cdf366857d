#include "lib/rpm/rewrite/rewrite_payload.hpp"

#include "lib/fs/write_behind.hpp"
#include "lib/report/error.hpp"
#include "lib/rpm/format/hashing.hpp"
#include "lib/rpm/format/tags.hpp"
#include "lib/rpm/rewrite/package_image.hpp"

#include <tuple>
#include <utility>

namespace calpkg::rpm {

namespace {

/// Passes a stream on until its edit is abandoned: what nobody waits for must not go on for seconds.
class Abandonable : public ByteSource {
public:
    Abandonable(ByteSource& source, const PendingEdit* pending)
        : source_(source),
          pending_(pending) {}
    std::size_t read(char* data, std::size_t size) override {
        if (pending_ != nullptr && pending_->abandoned()) throw Abandoned();
        return source_.read(data, size);
    }

private:
    ByteSource& source_;
    const PendingEdit* pending_;
};

/// Hashes a payload as it stands in the file, and has it brought to the disk.
class WrittenDigest {
public:
    WrittenDigest(const PayloadPlace& place, std::optional<hash::Algorithm> hash,
                  const std::string& subject)
        : disk_(place.disk),
          digest_(hash),
          follower_(
              place, [this](std::string_view data) { take(data); },
              [this] {
                  if (disk_ != nullptr) disk_->flush();
              },
              subject) {}
    void go_on() { follower_.go_on(); }
    /// Waits. The payload's size in bytes and its digest, hex; "" when no hash was asked for.
    std::pair<std::uint64_t, std::string> finish() {
        const std::uint64_t size = follower_.finish();
        return {size, digest_.finish()};
    }

private:
    void take(std::string_view data) {
        digest_.update(data);
        if (disk_ != nullptr) disk_->wrote(data.size());
    }

    fs::WriteBehind* disk_;
    OptionalDigest digest_;
    PayloadFollower follower_;
};

} // namespace

std::optional<hash::Algorithm> payload_hash(const RawHeader& header) {
    if (!header.has(tag::payload_digest)) return {};
    const std::uint64_t hash = header.number(tag::payload_digest_hash);
    return hash == 0 ? hash::Algorithm::sha256 : static_cast<hash::Algorithm>(hash);
}

PayloadContents RewrittenPayload::read_back() {
    PayloadContents contents = back->finish();
    if (contents.size != archive_size || contents.frame_digest != frame_digest)
        throw report::Error(subject, "does not match what was written",
                            "nothing was kept; look for errors of the disk or the memory");
    return contents;
}

/// Five threads: this one decompresses, edits and hashes, one compresses; one hashes what has been written, and
/// two read it back.
RewrittenPayload rewrite_payload(const OpenPackage& old, const PayloadEdit& edit,
                                 const PayloadPlace& place, const std::string& subject) {
    const RawHeader& header = old.parts.header;
    const Compression how = compression_of(header, old.payload_begin, old.subject);
    RewrittenPayload result;
    result.subject = subject;
    result.back = std::make_unique<ReadBack>(place, how, edit, subject);
    WrittenDigest written(place, payload_hash(header), subject);
    PayloadReader payload(old.fd.get(), old.parts.payload_offset, how, old.subject);
    Abandonable source(payload, edit.pending);
    const auto go_on = [&] {
        written.go_on();
        result.back->go_on();
    };
    {
        PayloadWriter writer(place.fd, place.offset, how, subject, go_on);
        HashingSink archive(writer, archive_hash(header));
        EditResult edited = edit_payload(source, archive, edit, old.subject);
        writer.finish();
        result.before = std::move(edited.before);
        result.archive_size = edited.size;
        result.frame_digest = std::move(edited.frame_digest);
        result.archive_digest = archive.finish();
    }
    result.back->end();
    std::tie(result.size, result.digest) = written.finish();
    return result;
}

} // namespace calpkg::rpm
