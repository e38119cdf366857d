#include "lib/rpm/rewrite_payload.hpp"

#include "lib/report/error.hpp"
#include "lib/rpm/hashing.hpp"
#include "lib/rpm/package_image.hpp"
#include "lib/rpm/payload_follower.hpp"
#include "lib/rpm/tags.hpp"

#include <array>
#include <cerrno>
#include <exception>
#include <future>
#include <unistd.h>

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

/// Reads what is left, so that nobody waits for room in the pipe.
void drain(int pipe) {
    std::array<char, 64U << 10> buffer; // needs no memory where there is none left
    ssize_t count = 0;
    do count = read(pipe, buffer.data(), buffer.size());
    while (count > 0 || (count < 0 && errno == EINTR));
}

struct ReadBack {
    PayloadContents contents;
    std::string archive_digest;
};

ReadBack read_back(int pipe, const RawHeader& header, const Compression& how,
                   const PayloadEdit& edit, const std::string& subject) {
    PayloadReader payload(pipe, std::nullopt, how, subject);
    HashingSource source(payload, archive_hash(header));
    PayloadWalk walk(source, edit.after, edit.hash, subject);
    while (walk.next()) {
        if (edit.pending != nullptr && edit.written.contains(edit.after.path(walk.row())))
            walk.go_on_with(edit.pending->after());
        walk.read([](std::string_view) {});
    }
    walk.finish();
    return {walk.take_contents(), source.finish()};
}

ReadBack read_all_back(int output, const RawHeader& header, const Compression& how,
                       const PayloadEdit& edit, const std::string& subject) {
    const OwnedFd pipe(output);
    ReadBack result;
    std::exception_ptr failure;
    try {
        result = read_back(pipe.get(), header, how, edit, subject);
    } catch (...) {
        failure = std::current_exception();
    }
    drain(pipe.get());
    if (failure) std::rethrow_exception(failure);
    return result;
}

} // namespace

std::optional<Hash> payload_hash(const RawHeader& header) {
    if (!header.has(tag::payload_digest)) return {};
    const std::uint64_t hash = header.number(tag::payload_digest_hash);
    return hash == 0 ? Hash::sha256 : static_cast<Hash>(hash);
}

/// Four threads: this one decompresses and edits, others compress, hash what has been written, and read back
/// and hash what comes out.
RewrittenPayload rewrite_payload(const OpenPackage& old, const PayloadEdit& edit,
                                 const PayloadPlace& place, const std::string& subject) {
    const RawHeader& header = old.parts.header;
    const Compression how = compression_of(header, old.payload_begin, old.subject);
    std::future<ReadBack> reading; // outlives the follower, whose end it waits for
    PayloadFollower follower(place, payload_hash(header), subject);
    reading = std::async(std::launch::async, [&, output = follower.take_output()] {
        return read_all_back(output, header, how, edit, subject);
    });
    PayloadReader payload(old.fd.get(), old.parts.payload_offset, how, old.subject);
    Abandonable source(payload, edit.pending);
    EditResult edited;
    {
        PayloadWriter writer(place.fd, place.offset, how, subject, [&] { follower.go_on(); });
        edited = edit_payload(source, writer, edit, old.subject);
        writer.finish();
    }
    PayloadFollower::Passed passed = follower.finish();
    ReadBack back;
    try {
        back = reading.get();
    } catch (const report::Error&) {
        read_image(old); // a file that does not fit its own header was not broken here
        throw;
    }
    if (back.contents.size != edited.size)
        throw report::Error(subject, "was read back in another size than it was written");
    return {std::move(edited.before), std::move(back.contents), passed.size,
            std::move(passed.digest), std::move(back.archive_digest)};
}

} // namespace calpkg::rpm
