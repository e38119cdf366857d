#include "lib/rpm/rewrite.hpp"

#include "lib/fs/file.hpp"
#include "lib/report/error.hpp"
#include "lib/rpm/compare.hpp"
#include "lib/rpm/compare_packages.hpp"
#include "lib/rpm/edit_files.hpp"
#include "lib/rpm/fast_digest.hpp"
#include "lib/rpm/hashing.hpp"
#include "lib/rpm/package.hpp"
#include "lib/rpm/payload.hpp"
#include "lib/rpm/payload_edit.hpp"
#include "lib/rpm/payload_relay.hpp"
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

/// One rewriting of one package, from the open old one to the file beside its destination.
class Rewriting {
public:
    Rewriting(const std::filesystem::path& old, const PackageEdit& edit);
    /// `sound` throws when the old package is damaged; asked before the new one gets its name.
    RewrittenPackage into(const std::filesystem::path& directory, std::future<void>& sound);
    fs::FileState state() const { return fs::state_of(old_.fd.get(), old_.subject); }

private:
    void plan();
    void write_payload(int fd);
    void read_back(int pipe, const Compression& how);
    void write_headers(int fd);
    void prove(const std::filesystem::path& file) const;
    void prove_contents(const PackageImage& made) const;
    std::uint64_t payload_offset() const {
        return kLeadSize + padded_signature().size() + header_.serialize(kImmutableRegion).size();
    }
    std::string padded_signature() const {
        std::string bytes = signature_.serialize(kSignatureRegion);
        bytes.append((8 - bytes.size() % 8) % 8, '\0');
        return bytes;
    }

    std::filesystem::path old_file_;
    OpenPackage old_;
    const PackageEdit& edit_;
    FileTable before_, after_;
    std::map<std::string, std::string> written_;
    AllowedDifferences allowed_;
    RawHeader header_, signature_;
    PackageImage old_image_;
    PayloadContents written_contents_; ///< what the new payload holds, read back
    PayloadDigests digests_;           ///< of the new payload
    std::int64_t archive_growth_ = 0;
    std::string archive_digest_; ///< of the new payload, uncompressed
    std::string subject_;        ///< the new package
};

Rewriting::Rewriting(const std::filesystem::path& old, const PackageEdit& edit)
    : old_file_(old),
      old_(old),
      edit_(edit),
      before_(old_.parts.header, old_.subject),
      after_(before_),
      header_(old_.parts.header) {
    plan();
}

void Rewriting::plan() {
    const RawHeader& header = old_.parts.header;
    check_release(header, edit_.release, old_.subject);
    const std::int64_t now = entry_time(header, edit_);
    EditedFiles edited = edit_files(before_, edit_, file_hash(header), now, old_.subject);
    after_ = std::move(edited.files);
    allowed_ = {edit_.release, 1, {}, std::move(edited.added), edit_.remove};
    for (const auto& [path, content] : edit_.write) {
        written_.emplace(path, content.content);
        if (!allowed_.added.contains(path)) allowed_.content.insert(path);
    }
    check_unknown_file_tags(header, before_, after_, old_.subject);
    edit_tags(header_, edit_, now, before_, after_, old_.subject);
    signature_ = unsigned_signature(old_.parts.signature, before_, after_);
}

/// The hash of the digest of the compressed payload, if the header has one.
std::optional<Hash> payload_hash(const RawHeader& header) {
    if (!header.has(tag::payload_digest)) return {};
    const std::uint64_t hash = header.number(tag::payload_digest_hash);
    return hash == 0 ? Hash::sha256 : static_cast<Hash>(hash);
}

/// Reads what is left, so that nobody waits for room in the pipe.
void drain(int pipe) {
    std::vector<char> buffer(64U << 10);
    ssize_t count = 0;
    do count = read(pipe, buffer.data(), buffer.size());
    while (count > 0 || (count < 0 && errno == EINTR));
}

void Rewriting::read_back(int pipe, const Compression& how) {
    PayloadReader payload(pipe, std::nullopt, how, subject_);
    HashingSource source(payload, archive_hash(header_));
    written_contents_ =
        read_contents(source, after_, file_hash(header_), subject_, FileDigests::fast);
    archive_digest_ = source.finish();
}

/// Four threads: this one decompresses and edits, others compress, write to the disk, and read back and hash
/// what comes out.
void Rewriting::write_payload(int fd) {
    const RawHeader& header = old_.parts.header;
    const Compression how = compression_of(header, old_.payload_begin, old_.subject);
    std::future<void> reading; // outlives the relay, whose end it waits for
    PayloadRelay relay(fd, payload_offset(), payload_hash(header), subject_);
    reading = std::async(std::launch::async, [this, &how, output = relay.take_output()] {
        const OwnedFd pipe(output);
        const auto drained = [&](std::exception_ptr failure) {
            drain(pipe.get());
            if (failure) std::rethrow_exception(failure);
        };
        try {
            read_back(pipe.get(), how);
        } catch (...) {
            return drained(std::current_exception());
        }
        drained(nullptr);
    });
    PayloadReader payload(old_.fd.get(), old_.parts.payload_offset, how, old_.subject);
    EditResult result;
    {
        PayloadWriter writer(relay.input(), std::nullopt, how, subject_);
        // Whether the old payload is what was packed is what its seal tells.
        result = edit_payload(payload, writer,
                              {before_, after_, written_, file_hash(header), FileDigests::fast},
                              old_.subject);
        writer.finish();
    }
    const PayloadRelay::Passed passed = relay.finish();
    try {
        reading.get();
    } catch (const report::Error&) {
        read_image(old_file_); // a file that does not fit its own header was not broken here
        throw;
    }
    if (written_contents_.size != result.size)
        throw report::Error(subject_, "was read back in another size than it was written");
    digests_.size = passed.size;
    digests_.digest = passed.digest;
    archive_growth_ =
        static_cast<std::int64_t>(result.size) - static_cast<std::int64_t>(result.before.size);
    old_image_ = {old_.parts, std::move(result.before), {}};
}

void Rewriting::write_headers(int fd) {
    const std::uint64_t offset = payload_offset();
    // What the relay has hashed on its way to the file is what is in the file.
    const auto hash = payload_hash(header_);
    std::future<std::string> on_disk;
    if (hash)
        on_disk = std::async(std::launch::async, [&] {
            Digest digest(*hash);
            hash_rest(fd, offset, digest, subject_);
            return digest.finish();
        });
    put_payload_tags(header_, digests_.digest, archive_digest_, archive_growth_);
    const std::string header = header_.serialize(kImmutableRegion);
    if (signature_.has(tag::seal::md5)) {
        Digest md5(Hash::md5);
        md5.update(header.data(), header.size());
        hash_rest(fd, offset, md5, subject_);
        digests_.md5 = md5.finish();
    }
    if (on_disk.valid() && on_disk.get() != digests_.digest)
        throw report::Error(subject_, "does not hold what was written to it",
                            "look for errors of the disk in the system's log");
    seal(signature_, header, digests_, archive_growth_, subject_);
    const std::string front = renamed_lead(old_.parts.lead, header_) + padded_signature() + header;
    if (front.size() != offset)
        throw report::Error(subject_, "its header came out in another size than planned");
    write_at(fd, front, 0, subject_);
}

/// Every file's content is the old one's, or that of the edit: which the header's digests are of.
void Rewriting::prove_contents(const PackageImage& made) const {
    std::map<std::string, std::string> expected;
    const LinkSets sets = link_sets(before_);
    for (const PayloadEntry& entry : old_image_.contents.entries) {
        if (!before_.is_regular(entry.row) || entry.digest.empty()) continue;
        const auto set = sets.find(before_.link_set(entry.row));
        const std::vector<std::size_t> alone{entry.row};
        for (const std::size_t row : set == sets.end() ? alone : set->second)
            expected[before_.path(row)] = entry.digest;
    }
    for (const auto& [path, content] : written_) expected[path] = fast_digest(content);
    const FileTable files(made.parts.header, subject_);
    for (const PayloadEntry& entry : made.contents.entries)
        if (files.is_regular(entry.row) && !entry.digest.empty() &&
            expected[files.path(entry.row)] != entry.digest)
            throw report::Error(subject_,
                                "came out with another content of " +
                                    report::quoted_for_message(files.path(entry.row)),
                                "nothing was written; please report it");
}

/// Holds the finished file, headers read anew, against the old package.
void Rewriting::prove(const std::filesystem::path& file) const {
    verify_header(file);
    const PackageImage made{OpenPackage(file).parts, written_contents_, archive_digest_};
    check_archive_digest(made, subject_);
    prove_contents(made);
    const report::Findings findings = compare_packages(old_image_, made, allowed_, subject_);
    if (findings.empty()) return;
    throw report::Error(
        subject_, "came out different in more than was asked for: " + findings.front().message,
        "nothing was written; please report it");
}

RewrittenPackage Rewriting::into(const std::filesystem::path& directory, std::future<void>& sound) {
    RewrittenPackage result;
    result.nevra = nevra(header_);
    result.old_nevra = nevra(old_.parts.header);
    result.signature_lost = is_signed(old_.parts.signature);
    result.path = directory / (result.nevra + ".rpm");
    subject_ = report::quoted_for_message(result.path.string());
    fs::make_directories(directory);
    fs::AtomicFile file(result.path);
    {
        const OwnedFd fd(open(file.path().c_str(), O_RDWR | O_CLOEXEC));
        if (fd.get() < 0) throw report::system_error(subject_, "open", errno);
        write_payload(fd.get());
        write_headers(fd.get());
    }
    prove(file.path());
    if (sound.valid()) sound.get();
    file.commit();
    return result;
}

void require_binary(const Package& package, const std::filesystem::path& file) {
    if (package.source)
        throw report::Error(report::quoted_for_message(file.string()), "is a source package",
                            "give the binary package that came out of it");
}

} // namespace

std::string next_release(const std::string& release) { return release + ".1"; }

std::int64_t repair_time(const std::filesystem::path& package) {
    return repair_time(OpenPackage(package).parts.header);
}

RewrittenPackage rewrite_package(const std::filesystem::path& old,
                                 const std::filesystem::path& directory, const PackageEdit& edit,
                                 const std::optional<fs::FileState>& known) {
    // Hashing the old payload takes its time: beside the rest.
    std::future<void> sound;
    const auto verify = [&] {
        sound = std::async(std::launch::async, [&] { require_binary(read_package(old), old); });
    };
    if (!known) verify();
    try {
        Rewriting rewriting(old, edit);
        if (known && rewriting.state() != *known) verify();
        return rewriting.into(directory, sound);
    } catch (...) {
        if (sound.valid()) sound.get(); // a damaged package explains whatever else went wrong
        throw;
    }
}

} // namespace calpkg::rpm
