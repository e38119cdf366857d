#include "lib/rpm/rewrite/unfinished_package.hpp"

#include "lib/report/error.hpp"
#include "lib/rpm/format/stated_sizes.hpp"
#include "lib/rpm/format/tags.hpp"
#include "lib/rpm/rewrite/rewrite_payload.hpp"

#include <csignal>
#include <fcntl.h>
#include <future>
#include <optional>
#include <utility>

namespace calpkg::rpm {

namespace {

/// How the digest of the compressed payload is made that `header` has a place for.
std::optional<hash::Algorithm> digest_of_payload(const RawHeader& header) {
    return header.has(tag::payload_digest) ? std::optional(payload_hash(header)) : std::nullopt;
}

/// For the calling thread: reading from a socket would be broken off by signals, which decompressors take for errors.
void block_signals() {
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, nullptr);
}

/// What was read back. A file of `old` that does not fit its own header was not broken here.
PayloadContents sound(std::future<PayloadContents>& read_back, const OpenPackage& old) {
    try {
        return read_back.get();
    } catch (const report::Error&) {
        read_image(old);
        throw;
    }
}

} // namespace

UnfinishedPackage::UnfinishedPackage(const std::filesystem::path& destination)
    : UnfinishedPackage(destination, destination.string()) {}

UnfinishedPackage::UnfinishedPackage(const std::filesystem::path& place, std::string subject)
    : subject_(std::move(subject)),
      directory_(place.parent_path()),
      file_(place),
      fd_(fs::open_existing(file_.path(), O_RDWR)) {}

void UnfinishedPackage::commit_new(const std::string& otherwise) {
    if (file_.commit_new() == fs::Placed::other)
        throw report::Error(subject_, "already exists, and is another package", otherwise);
}

Package UnfinishedPackage::make(const OpenPackage& old, const PlannedHeaders& planned,
                                const PayloadEdit& edit) const {
    // Beside its compression: with zstd that takes a fifth off the whole.
    std::future<PayloadContents> contents; // waits for its thread, which ends when `file` has gone
    FollowedFile file(fd_.get(), planned.payload_offset, digest_of_payload(planned.header),
                      subject_);
    contents = std::async(std::launch::async, [&, end = file.take_reading_end()]() mutable {
        return read_back(std::move(end), planned);
    });
    RewrittenPayload payload = rewrite_payload(
        old, payload_form(planned.header, planned.compression), edit, file, subject_);
    require_archive_size(old.parts, payload.before.size, old.subject);
    fs::write_at(fd_.get(), finished_headers(planned, payload, fd_.get(), subject_), 0, subject_);
    return prove(old, planned, std::move(payload), sound(contents, old));
}

/// Closes `end` when it returns or throws: then it is not waited for.
PayloadContents UnfinishedPackage::read_back(fs::Descriptor end,
                                             const PlannedHeaders& planned) const {
    block_signals();
    PayloadReader payload(end.get(), planned.compression, subject_);
    return read_contents(payload, planned.files, file_hash(planned.header), subject_);
}

Package UnfinishedPackage::prove(const OpenPackage& old, const PlannedHeaders& planned,
                                 RewrittenPayload written, PayloadContents contents) const {
    {
        const OpenPackage made = open();
        const PackageView before(old.parts, old.files, written.before);
        const PackageView after(made.parts, made.files, contents);
        require_as_written(after, written, subject_);
        require_as_asked(before, after, planned.asked, subject_);
        written.before = {};
        contents = {};
    } // what is read next takes as much memory
    return read_header(fd_.get(), subject_);
}

} // namespace calpkg::rpm
