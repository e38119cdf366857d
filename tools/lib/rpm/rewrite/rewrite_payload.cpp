#include "lib/rpm/rewrite/rewrite_payload.hpp"

#include "lib/fs/descriptor.hpp"
#include "lib/report/error.hpp"
#include "lib/rpm/format/hashing.hpp"
#include "lib/rpm/format/tags.hpp"

#include <utility>

namespace calpkg::rpm {

namespace {

/// Writes to a file, and passes on what has arrived in it.
class FollowedSink : public ByteSink {
public:
    FollowedSink(ByteSink& sink, FollowedFile& file) : sink_(sink), file_(file) {}
    void write(std::string_view data) override {
        sink_.write(data);
        written_ += data.size();
        if (written_ < fs::kBlockSize) return; // nothing can have arrived of most of cpio's headers
        written_ = 0;
        file_.pass_on();
    }

private:
    ByteSink& sink_;
    FollowedFile& file_;
    std::size_t written_ = 0; ///< since the last look
};

} // namespace

PayloadForm payload_form(const RawHeader& header, Compression compression) {
    PayloadForm form{std::move(compression), std::nullopt};
    if (header.has(tag::payload_digest_alt)) form.archive_hash = payload_hash(header);
    return form;
}

RewrittenPayload rewrite_payload(const OpenPackage& old, const PayloadForm& form,
                                 const PayloadEdit& edit, FollowedFile& file,
                                 const std::string& subject) {
    RewrittenPayload result;
    {
        PayloadReader payload(old);
        PayloadWriter writer(file.fd(), file.offset(), form.compression, subject);
        FollowedSink followed(writer, file);
        HashingSink archive(followed, form.archive_hash);
        EditResult edited = edit_payload(payload, archive, edit, old.subject);
        writer.finish();
        result.before = std::move(edited.before);
        result.archive_size = edited.size;
        result.frame_digest = std::move(edited.frame_digest);
        result.archive_digest = archive.finish();
    }
    result.digest = file.finish();
    result.size = file.size();
    return result;
}

void require_as_written(const PackageView& read_back, const RewrittenPayload& written,
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
