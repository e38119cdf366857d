#include "lib/rpm/rewrite/rewrite.hpp"

#include "lib/fs/file.hpp"
#include "lib/fs/output_directory.hpp"
#include "lib/fs/write_behind.hpp"
#include "lib/report/error.hpp"
#include "lib/rpm/extract.hpp"
#include "lib/rpm/format/seals.hpp"
#include "lib/rpm/format/tags.hpp"
#include "lib/rpm/package.hpp"
#include "lib/rpm/rewrite/compare_packages.hpp"
#include "lib/rpm/rewrite/edit_files.hpp"
#include "lib/rpm/rewrite/rewrite_payload.hpp"
#include "lib/rpm/rewrite/rewrite_tags.hpp"
#include "lib/rpm/rewrite/self_provides.hpp"
#include "lib/rpm/verify_payload.hpp"
#include "lib/rpm/version_order.hpp"

#include <cerrno>
#include <exception>
#include <fcntl.h>
#include <future>
#include <unistd.h>

namespace calpkg::rpm {

namespace {

/// Whether the old payload is what was packed is what its seal tells.
constexpr FileDigests kDigests = FileDigests::from_header;

void check_release(const RawHeader& header, const std::string& release,
                   const std::string& subject) {
    const std::string old = header.text(tag::release);
    std::string allowed = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._+";
    for (const char newer : {'~', '^'}) // whose rpm wrote the one reads the other
        if (old.find(newer) != std::string::npos) allowed += newer;
    if (release.empty() || release.find_first_not_of(allowed) != std::string::npos)
        throw report::Error("release " + release, "is not valid for a package",
                            "use letters, digits, '.', '_' and '+'");
    const std::string version = header.text(tag::version) + "-";
    if (compare_versions(version + release, version + old) <= 0)
        throw report::Error("release " + release,
                            "is not newer than that of " + subject + ", " + old,
                            "give a newer one, such as " + next_release(old));
}

/// Moves the payload, `size` bytes, from offset `from` to `to`: to the front from its beginning, to the back from
/// its end.
void move_payload(int fd, std::uint64_t from, std::uint64_t to, std::uint64_t size,
                  const std::string& subject) {
    std::vector<char> buffer(1U << 20);
    for (std::uint64_t done = 0; done < size;) {
        const std::size_t step = std::min<std::uint64_t>(buffer.size(), size - done);
        const std::uint64_t at = to < from ? done : size - done - step;
        for (std::size_t have = 0; have < step;) {
            const ssize_t count =
                pread(fd, buffer.data() + have, step - have, static_cast<off_t>(from + at + have));
            if (count < 0 && errno == EINTR) continue;
            if (count <= 0)
                throw report::system_error(subject, "read back", count < 0 ? errno : EIO);
            have += static_cast<std::size_t>(count);
        }
        fs::write_at(fd, {buffer.data(), step}, to + at, subject);
        done += step;
    }
    if (to < from && ftruncate(fd, static_cast<off_t>(to + size)) != 0)
        throw report::system_error(subject, "shorten", errno);
}

std::string padded(std::string signature) {
    signature.append((8 - signature.size() % 8) % 8, '\0');
    return signature;
}

/// The new package while it is made, beside its destination: its payload comes first, at `payload_offset`, as far as
/// that can be foreseen.
struct Draft {
    Draft(const std::filesystem::path& destination, std::uint64_t offset)
        : path(destination),
          directory(destination.parent_path()),
          file(destination),
          fd(open(file.path().c_str(), O_RDWR | O_CLOEXEC)),
          disk(fd.get()),
          payload_offset(offset) {
        if (fd.get() < 0) throw report::system_error(path.string(), "open", errno);
    }
    void commit(const std::string& subject) {
        if (file.commit_new() == fs::Placed::other)
            throw report::Error(subject, "already exists, and is another package",
                                "move it away, or choose another release or directory");
    }

    std::filesystem::path path;
    fs::OutputDirectory directory;
    fs::AtomicFile file;
    OwnedFd fd;
    fs::WriteBehind disk;
    std::uint64_t payload_offset;

    PayloadPlace payload() { return {fd.get(), payload_offset, &disk}; }
};

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

    std::string begin(const std::string& path, const std::filesystem::path& directory,
                      PackageEdit expected);
    RewrittenPackage into(const std::filesystem::path& directory, const PackageEdit& edit);
    /// Removes what was made. Throws report::Error when the old package is damaged, which explains whatever else
    /// went wrong.
    void give_up() {
        abandon();
        verify_old();
    }

private:
    void verify_old() const { require_binary(read_package(old_), old_.subject); }
    bool can_begin(std::size_t row) const;
    bool has_begun_for(const PackageEdit& edit) const;
    void abandon();
    void plan(const PackageEdit& edit);
    std::uint64_t front_size() const;
    void write_payload(const std::filesystem::path& path, const PackageEdit& edit);
    void assemble();
    PayloadContents read_back();
    void prove();

    const OpenPackage& old_;
    FileTable before_, after_;
    std::map<std::string, std::string> written_; ///< path → new content; keys stay from begin() on
    AllowedDifferences allowed_;
    RawHeader header_, signature_;
    std::unique_ptr<Draft> draft_; ///< the new package
    std::optional<PendingEdit> pending_;
    std::future<RewrittenPayload> begun_; ///< valid from begin() on, until it is used or abandoned
    RewrittenPayload payload_;
    std::optional<PayloadContents> contents_; ///< of the new payload, once it has been read back
    std::string subject_;                     ///< the new package
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
                                              const std::filesystem::path& directory,
                                              PackageEdit expected) {
    const auto row = before_.find(path);
    if (!row || !can_begin(*row)) return read_package_file(old_, path);
    abandon();
    expected.write = {{path, {}}};
    if (expected.release.empty())
        expected.release = next_release(old_.parts.header.text(tag::release));
    try {
        plan(expected);
        draft_ = std::make_unique<Draft>(directory / (nevra(header_) + ".rpm"), front_size());
    } catch (const report::Error&) {
        return read_package_file(old_, path); // finish() will tell, if it comes to that
    }
    pending_.emplace();
    written_ = {{path, {}}};
    const hash::Algorithm hash = file_hash(old_.parts.header);
    const std::string subject = draft_->path.string();
    begun_ = std::async(std::launch::async, [this, subject, hash] {
        try {
            return rewrite_payload(old_, {before_, before_, written_, hash, &*pending_, kDigests},
                                   draft_->payload(), subject);
        } catch (...) {
            pending_->fail(std::current_exception());
            throw;
        }
    });
    std::string content = pending_->content();
    hash::Digest digest(hash);
    digest.update(content.data(), content.size());
    const std::string right = before_.text(*row, tag::file_digest);
    if (!right.empty() && digest.finish() != right)
        throw report::Error(
            old_.subject,
            "its payload is damaged: " + path + " has another digest than the header says",
            "copy or build it again");
    return content;
}

bool PackageRewriter::Rewriting::has_begun_for(const PackageEdit& edit) const {
    return begun_.valid() && edit.remove.empty() && edit.write.size() == 1 &&
           edit.write.begin()->first == written_.begin()->first;
}

void PackageRewriter::Rewriting::abandon() {
    if (begun_.valid()) {
        pending_->abandon();
        begun_.wait();
        begun_ = {};
    }
    payload_ = {};
    draft_.reset();
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

/// Of all that stands before the payload: digests and sizes that are not known yet take no other room.
std::uint64_t PackageRewriter::Rewriting::front_size() const {
    return kLeadSize + padded(signature_.serialize(kSignatureRegion)).size() +
           header_.serialize(kImmutableRegion).size();
}

void PackageRewriter::Rewriting::write_payload(const std::filesystem::path& path,
                                               const PackageEdit& edit) {
    if (has_begun_for(edit) && draft_->path == path) {
        written_.begin()->second = edit.write.begin()->second.content;
        pending_->settle(after_);
        payload_ = begun_.get();
        return;
    }
    abandon();
    written_.clear();
    contents_.reset();
    for (const auto& [file, content] : edit.write) written_.emplace(file, content.content);
    draft_ = std::make_unique<Draft>(path, front_size());
    payload_ = rewrite_payload(
        old_, {before_, after_, written_, file_hash(old_.parts.header), nullptr, kDigests},
        draft_->payload(), subject_);
}

/// Puts the headers before the payload.
void PackageRewriter::Rewriting::assemble() {
    put_payload_tags(header_, payload_.digest, payload_.archive_digest, payload_.archive_growth());
    const std::string header = header_.serialize(kImmutableRegion);
    const std::uint64_t offset = front_size();
    const int fd = draft_->fd.get();
    if (offset != draft_->payload_offset) {
        contents_ = read_back(); // while it stays where it is
        move_payload(fd, draft_->payload_offset, offset, payload_.size, subject_);
    }
    PayloadDigests digests{payload_.size, {}, payload_.digest};
    if (signature_.has(tag::seal::md5)) {
        hash::Digest md5(hash::Algorithm::md5);
        md5.update(header.data(), header.size());
        hash_rest(fd, offset, md5, subject_);
        digests.md5 = md5.finish();
    }
    seal(signature_, header, digests, payload_.archive_growth(), subject_);
    const std::string front = renamed_lead(old_.parts.lead, header_) +
                              padded(signature_.serialize(kSignatureRegion)) + header;
    if (front.size() != offset)
        throw report::Error(subject_, "its header does not have the planned size");
    fs::write_at(fd, front, 0, subject_);
}

/// What the new payload holds.
PayloadContents PackageRewriter::Rewriting::read_back() {
    try {
        return payload_.read_back();
    } catch (const report::Error&) {
        read_image(old_); // a file that does not fit its own header was not broken here
        throw;
    }
}

/// Holds the finished file, headers read anew, against the old package.
void PackageRewriter::Rewriting::prove() {
    const std::filesystem::path& file = draft_->file.path();
    verify_header(file);
    if (!contents_) contents_ = read_back();
    const PackageImage old{old_.parts, std::move(payload_.before), {}};
    const PackageImage made{OpenPackage(file).parts, std::move(*contents_),
                            payload_.archive_digest};
    require_as_asked(old, made, allowed_, subject_);
}

RewrittenPackage PackageRewriter::Rewriting::into(const std::filesystem::path& directory,
                                                  const PackageEdit& edit) {
    plan(edit);
    RewrittenPackage result;
    result.nevra = nevra(header_);
    result.old_nevra = nevra(old_.parts.header);
    result.signature_lost = is_signed(old_.parts.signature);
    result.path = directory / (result.nevra + ".rpm");
    subject_ = result.path.string();
    write_payload(result.path, edit);
    // Compressing has kept every processor busy; a digest behind it keeps one.
    std::future<void> sound = std::async(std::launch::async, [this] { verify_old(); });
    assemble();
    prove();
    sound.get();
    draft_->commit(subject_);
    draft_.reset();
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

std::string PackageRewriter::begin(const std::string& path, const std::filesystem::path& directory,
                                   const PackageEdit& expected) {
    if (!rewriting_) rewriting_ = std::make_unique<Rewriting>(*old_);
    return rewriting_->begin(path, directory, expected);
}

RewrittenPackage PackageRewriter::finish(const std::filesystem::path& directory,
                                         const PackageEdit& edit) {
    try {
        if (!rewriting_) rewriting_ = std::make_unique<Rewriting>(*old_);
        return rewriting_->into(directory, edit);
    } catch (...) {
        if (rewriting_) rewriting_->give_up(); // throws when a damaged package explains it
        throw;
    }
}

RewrittenPackage rewrite_package(const std::filesystem::path& old,
                                 const std::filesystem::path& directory, const PackageEdit& edit) {
    return PackageRewriter(old).finish(directory, edit);
}

} // namespace calpkg::rpm
