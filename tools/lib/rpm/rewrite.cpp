#include "lib/rpm/rewrite.hpp"

#include "lib/fs/file.hpp"
#include "lib/report/error.hpp"
#include "lib/rpm/compare.hpp"
#include "lib/rpm/compare_packages.hpp"
#include "lib/rpm/edit_files.hpp"
#include "lib/rpm/extract.hpp"
#include "lib/rpm/package.hpp"
#include "lib/rpm/payload.hpp"
#include "lib/rpm/rewrite_payload.hpp"
#include "lib/rpm/rewrite_tags.hpp"
#include "lib/rpm/seals.hpp"
#include "lib/rpm/self_provides.hpp"
#include "lib/rpm/tags.hpp"

#include <cerrno>
#include <exception>
#include <fcntl.h>
#include <future>
#include <unistd.h>

namespace calpkg::rpm {

namespace {

/// Whether the old payload is what was packed is what its seal tells.
constexpr FileDigests kDigests = FileDigests::from_header;

void write_at(int fd, std::string_view data, std::uint64_t offset, const std::string& subject) {
    while (!data.empty()) {
        const ssize_t count = pwrite(fd, data.data(), data.size(), static_cast<off_t>(offset));
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) throw report::system_error(subject, "write", errno);
        data.remove_prefix(static_cast<std::size_t>(count));
        offset += static_cast<std::uint64_t>(count);
    }
}

void check_release(const RawHeader& header, const std::string& release,
                   const std::string& subject) {
    const std::string old = header.text(tag::release);
    std::string allowed = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._+";
    for (const char newer : {'~', '^'}) // whose rpm wrote the one reads the other
        if (old.find(newer) != std::string::npos) allowed += newer;
    if (release.empty() || release.find_first_not_of(allowed) != std::string::npos)
        throw report::Error("release " + report::quoted_for_message(release),
                            "is none that a package can have",
                            "use letters, digits, '.', '_' and '+'");
    const std::string version = header.text(tag::version) + "-";
    if (compare_versions(version + release, version + old) <= 0)
        throw report::Error("release " + report::quoted_for_message(release),
                            "is not newer than that of " + subject + ", " + old,
                            "give a newer one, such as " + next_release(old));
}

/// Copies what is in `from` to `to`, behind its first `offset` bytes. The disk begins with what has been copied:
/// the file is flushed before it gets its name.
void copy_payload(int from, int to, std::uint64_t offset, const std::string& subject) {
    std::vector<char> buffer(1U << 20);
    for (std::uint64_t at = 0;;) {
        const ssize_t count = pread(from, buffer.data(), buffer.size(), static_cast<off_t>(at));
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) throw report::system_error(subject, "read back", errno);
        if (count == 0) return;
        write_at(to, {buffer.data(), static_cast<std::size_t>(count)}, offset + at, subject);
        sync_file_range(to, static_cast<off_t>(offset + at), count, SYNC_FILE_RANGE_WRITE);
        at += static_cast<std::uint64_t>(count);
    }
}

/// The digest of `front` and all of a file from `offset` on.
std::string digest_of_rest(int fd, std::uint64_t offset, Hash hash, const std::string& front,
                           const std::string& subject) {
    Digest digest(hash);
    digest.update(front.data(), front.size());
    hash_rest(fd, offset, digest, subject);
    return digest.finish();
}

/// A directory for a package, made with its parents; what was made goes again unless the package is there.
class OutputDirectory {
public:
    explicit OutputDirectory(const std::filesystem::path& path)
        : made_(fs::make_directories(path)) {}
    ~OutputDirectory() { fs::remove_empty(made_); }
    OutputDirectory(const OutputDirectory&) = delete;
    OutputDirectory& operator=(const OutputDirectory&) = delete;
    void keep() { made_.clear(); }

private:
    std::vector<std::filesystem::path> made_;
};

std::string padded(std::string signature) {
    signature.append((8 - signature.size() % 8) % 8, '\0');
    return signature;
}

std::shared_ptr<const OpenPackage> open_or_explain(const std::filesystem::path& package) {
    try {
        return std::make_shared<OpenPackage>(package);
    } catch (const report::Error&) {
        read_package(package); // librpm explains better what is wrong with it
        throw;
    }
}

void require_binary(const Package& package, const std::string& subject) {
    if (package.source)
        throw report::Error(subject, "is a source package",
                            "give the binary package that came out of it");
}

} // namespace

/// One rewriting of one package, from the open old one to the file beside its destination.
class PackageRewriter::Rewriting {
public:
    explicit Rewriting(const OpenPackage& old)
        : old_(old),
          before_(old_.parts.header, old_.subject),
          after_(before_) {}
    ~Rewriting() { abandon(); }
    Rewriting(const Rewriting&) = delete;
    Rewriting& operator=(const Rewriting&) = delete;

    std::string begin(const std::string& path, const std::filesystem::path& directory);
    /// `sound` throws when the old package is damaged; asked before the new one gets its name.
    RewrittenPackage into(const std::filesystem::path& directory, const PackageEdit& edit,
                          std::future<void>& sound);

private:
    bool can_begin(std::size_t row) const;
    bool has_begun_for(const PackageEdit& edit) const;
    void abandon();
    void plan(const PackageEdit& edit);
    void write_payload(const std::filesystem::path& directory, const PackageEdit& edit);
    void assemble(int fd);
    void prove(const std::filesystem::path& file) const;

    const OpenPackage& old_;
    FileTable before_, after_;
    std::map<std::string, std::string> written_; ///< path → new content; keys stay from begin() on
    AllowedDifferences allowed_;
    RawHeader header_, signature_;
    std::optional<OwnedFd> spool_; ///< the new payload
    std::optional<PendingEdit> pending_;
    std::future<RewrittenPayload> begun_; ///< valid from begin() on, until it is used or abandoned
    RewrittenPayload payload_;
    std::string subject_; ///< the new package
};

/// A payload that can be rewritten before it is known what its file in `row` becomes: see
/// PayloadEdit::pending.
bool PackageRewriter::Rewriting::can_begin(std::size_t row) const {
    constexpr std::uint64_t most = 64U << 20; // it is held in memory
    if (!before_.is_regular(row) || before_.is_ghost(row) || before_.file_size(row) > most)
        return false;
    if (old_.parts.header.has(tag::long_file_size)) return false; // its entries do not tell sizes
    return !link_sets(before_).contains(before_.link_set(row));
}

std::string PackageRewriter::Rewriting::begin(const std::string& path,
                                              const std::filesystem::path& directory) {
    const auto row = before_.find(path);
    if (!row || !can_begin(*row)) return read_package_file(old_, path);
    abandon();
    const std::string subject = report::quoted_for_message(directory.string());
    try {
        spool_.emplace(fs::open_unnamed(directory));
    } catch (const report::Error&) {
        // finish() will tell, if something is to be written there
        return read_package_file(old_, path);
    }
    pending_.emplace();
    written_ = {{path, {}}};
    const Hash hash = file_hash(old_.parts.header);
    begun_ = std::async(std::launch::async, [this, subject, hash] {
        try {
            return rewrite_payload(old_, {before_, before_, written_, hash, &*pending_, kDigests},
                                   spool_->get(), subject);
        } catch (...) {
            pending_->fail(std::current_exception());
            throw;
        }
    });
    std::string content = pending_->content();
    Digest digest(hash);
    digest.update(content.data(), content.size());
    const std::string expected = before_.text(*row, tag::file_digest);
    if (!expected.empty() && digest.finish() != expected)
        throw report::Error(old_.subject,
                            "its payload is damaged: " + report::quoted_for_message(path) +
                                " has another digest than the header says",
                            "copy or build it again");
    return content;
}

bool PackageRewriter::Rewriting::has_begun_for(const PackageEdit& edit) const {
    return begun_.valid() && edit.remove.empty() && edit.write.size() == 1 &&
           edit.write.begin()->first == written_.begin()->first;
}

void PackageRewriter::Rewriting::abandon() {
    if (!begun_.valid()) return;
    pending_->abandon();
    begun_.wait();
    begun_ = {};
}

void PackageRewriter::Rewriting::plan(const PackageEdit& edit) {
    const RawHeader& header = old_.parts.header;
    header_ = header;
    check_release(header, edit.release, old_.subject);
    const std::int64_t now = entry_time(header, edit);
    EditedFiles edited = edit_files(before_, edit, file_hash(header), now, old_.subject);
    after_ = std::move(edited.files);
    allowed_ = {edit.release, 1, {}, std::move(edited.added), edit.remove};
    for (const auto& [path, content] : edit.write)
        if (!allowed_.added.contains(path)) allowed_.content.insert(path);
    check_unknown_file_tags(header, before_, after_, old_.subject);
    edit_tags(header_, edit, now, before_, after_, old_.subject);
    signature_ = unsigned_signature(old_.parts.signature, before_, after_);
}

void PackageRewriter::Rewriting::write_payload(const std::filesystem::path& directory,
                                               const PackageEdit& edit) {
    if (has_begun_for(edit)) {
        written_.begin()->second = edit.write.begin()->second.content;
        pending_->settle(after_);
        payload_ = begun_.get();
        return;
    }
    abandon();
    written_.clear();
    for (const auto& [path, content] : edit.write) written_.emplace(path, content.content);
    spool_.emplace(fs::open_unnamed(directory));
    payload_ = rewrite_payload(
        old_, {before_, after_, written_, file_hash(old_.parts.header), nullptr, kDigests},
        spool_->get(), subject_);
}

/// Puts headers and payload together. Either digest is made of what is in the new file, or held against it.
void PackageRewriter::Rewriting::assemble(int fd) {
    put_payload_tags(header_, payload_.digest, payload_.archive_digest, payload_.archive_growth());
    const std::string header = header_.serialize(kImmutableRegion);
    const std::uint64_t offset =
        kLeadSize + padded(signature_.serialize(kSignatureRegion)).size() + header.size();
    const auto hash = payload_hash(header_);
    std::future<std::string> copied = std::async(std::launch::async, [&] {
        copy_payload(spool_->get(), fd, offset, subject_);
        return hash ? digest_of_rest(fd, offset, *hash, {}, subject_) : std::string();
    });
    PayloadDigests digests{payload_.size, {}, payload_.digest};
    if (signature_.has(tag::seal::md5)) {
        if (!hash) copied.wait(); // no other digest will tell whether the copy is right
        digests.md5 = hash ? digest_of_rest(spool_->get(), 0, Hash::md5, header, subject_)
                           : digest_of_rest(fd, offset, Hash::md5, header, subject_);
    }
    if (copied.get() != payload_.digest)
        throw report::Error(subject_, "does not hold what was written to it",
                            "look for errors of the disk in the system's log");
    seal(signature_, header, digests, payload_.archive_growth(), subject_);
    const std::string front = renamed_lead(old_.parts.lead, header_) +
                              padded(signature_.serialize(kSignatureRegion)) + header;
    if (front.size() != offset)
        throw report::Error(subject_, "its header came out in another size than planned");
    write_at(fd, front, 0, subject_);
}

/// Holds the finished file, headers read anew, against the old package.
void PackageRewriter::Rewriting::prove(const std::filesystem::path& file) const {
    verify_header(file);
    const PackageImage old{old_.parts, payload_.before, {}};
    const PackageImage made{OpenPackage(file).parts, payload_.after, payload_.archive_digest};
    check_archive_digest(made, subject_);
    const FileTable files(made.parts.header, subject_);
    for (const PayloadEntry& entry : made.contents.entries)
        if (files.is_regular(entry.row) && !entry.digest.empty() &&
            files.text(entry.row, tag::file_digest) != entry.digest)
            throw report::Error(subject_,
                                "came out with a wrong digest of " +
                                    report::quoted_for_message(files.path(entry.row)),
                                "nothing was written; please report it");
    const report::Findings findings = compare_packages(old, made, allowed_, subject_);
    if (findings.empty()) return;
    throw report::Error(
        subject_, "came out different in more than was asked for: " + findings.front().message,
        "nothing was written; please report it");
}

RewrittenPackage PackageRewriter::Rewriting::into(const std::filesystem::path& directory,
                                                  const PackageEdit& edit,
                                                  std::future<void>& sound) {
    plan(edit);
    RewrittenPackage result;
    result.nevra = nevra(header_);
    result.old_nevra = nevra(old_.parts.header);
    result.signature_lost = is_signed(old_.parts.signature);
    result.path = directory / (result.nevra + ".rpm");
    subject_ = report::quoted_for_message(result.path.string());
    OutputDirectory output(directory);
    fs::AtomicFile file(result.path);
    write_payload(directory, edit);
    {
        const OwnedFd fd(open(file.path().c_str(), O_RDWR | O_CLOEXEC));
        if (fd.get() < 0) throw report::system_error(subject_, "open", errno);
        assemble(fd.get());
    }
    spool_.reset();
    prove(file.path());
    sound.get();
    if (file.commit_new() == fs::Placed::other)
        throw report::Error(subject_, "is there already, and is another package",
                            "move it away, or choose another release or directory");
    output.keep();
    return result;
}

std::string next_release(const std::string& release) { return release + ".1"; }

std::int64_t repair_time(const std::filesystem::path& package) {
    return repair_time(OpenPackage(package).parts.header);
}

PackageRewriter::PackageRewriter(const std::filesystem::path& old)
    : PackageRewriter(open_or_explain(old)) {}

PackageRewriter::PackageRewriter(std::shared_ptr<const OpenPackage> old) : old_(std::move(old)) {}

PackageRewriter::~PackageRewriter() = default;

std::string PackageRewriter::begin(const std::string& path,
                                   const std::filesystem::path& directory) {
    if (!rewriting_) rewriting_ = std::make_unique<Rewriting>(*old_);
    return rewriting_->begin(path, directory);
}

RewrittenPackage PackageRewriter::finish(const std::filesystem::path& directory,
                                         const PackageEdit& edit) {
    // Hashing the old payload takes its time: beside the rest.
    std::future<void> sound =
        std::async(std::launch::async, [&] { require_binary(read_package(*old_), old_->subject); });
    try {
        if (!rewriting_) rewriting_ = std::make_unique<Rewriting>(*old_);
        return rewriting_->into(directory, edit, sound);
    } catch (...) {
        if (sound.valid()) sound.get(); // a damaged package explains whatever else went wrong
        throw;
    }
}

RewrittenPackage rewrite_package(const std::filesystem::path& old,
                                 const std::filesystem::path& directory, const PackageEdit& edit) {
    return PackageRewriter(old).finish(directory, edit);
}

} // namespace calpkg::rpm
