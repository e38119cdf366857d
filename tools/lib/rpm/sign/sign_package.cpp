#include "lib/rpm/sign/sign_package.hpp"

#include "lib/fs/file.hpp"
#include "lib/fs/temp_dir.hpp"
#include "lib/report/error.hpp"
#include "lib/rpm/format/header_begin.hpp"
#include "lib/rpm/format/package_parts.hpp"
#include "lib/rpm/format/tags.hpp"
#include "lib/rpm/package.hpp"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <string>
#include <string_view>
#include <vector>

namespace calpkg::rpm {

namespace {

namespace stdfs = std::filesystem;

// Tags of signatures, over the header and over header and payload: of RSA keys, and of all others (rpm's sign/rpmgensig.c).
constexpr std::uint32_t kHeaderByRsa = 268, kHeaderByOther = 267;
constexpr std::uint32_t kAllByRsa = 1002, kAllByOther = 1005;

constexpr std::uint64_t kToTheEnd = UINT64_MAX;

/// Gives `write` what is in `package` from `begin` on, to `end` or the end of the file.
template <typename Write>
void read_pieces(const OpenPackage& package, std::uint64_t begin, std::uint64_t end, Write write) {
    std::vector<char> buffer(fs::kBlockSize);
    while (begin < end) {
        const std::uint64_t size = std::min<std::uint64_t>(buffer.size(), end - begin);
        const std::size_t count =
            fs::read_at(package.fd.get(), buffer.data(), size, begin, package.subject);
        if (count == 0) break;
        write(std::string_view(buffer.data(), count));
        begin += count;
    }
}

/// The parts of a package that are signed, as files in a private directory.
class Pieces {
public:
    Pieces(const OpenPackage& package, SignedParts parts, const stdfs::path& scratch)
        : package_(package),
          begin_(header_begin(package.fd.get(), package.subject)),
          directory_(scratch, ".signing-") {
        write(header(), package.parts.payload_offset);
        if (parts == SignedParts::header_and_payload) write(all(), kToTheEnd);
    }
    std::uint64_t begin() const { return begin_; } ///< of the header
    stdfs::path header() const { return directory_.path() / "header"; }
    stdfs::path all() const { return directory_.path() / "header-and-payload"; }
    stdfs::path signature() const { return directory_.path() / "signature"; } ///< for the caller

private:
    void write(const stdfs::path& file, std::uint64_t end) const {
        const fs::Descriptor fd = fs::try_open(file, O_WRONLY | O_CREAT | O_EXCL, 0600);
        if (!fd.is_open()) throw report::system_error(file.string(), "create", errno);
        read_pieces(package_, begin_, end,
                    [&](std::string_view data) { fs::write_all(fd.get(), data, file.string()); });
    }

    const OpenPackage& package_;
    std::uint64_t begin_;
    fs::TempDir directory_;
};

/// Which of two tags a signature by `key` has.
std::uint32_t tag_for(const SigningKey& key, std::uint32_t by_rsa, std::uint32_t by_other) {
    return key.kind.starts_with("rsa") ? by_rsa : by_other;
}

void put_signature(RawHeader& header, std::uint32_t tag, const std::string& signature) {
    header.put({tag, TagType::binary, static_cast<std::uint32_t>(signature.size()), signature});
}

/// The bytes before the header: the lead and the signature header, filled up to a multiple of eight.
std::string front_of(const std::string& lead, const RawHeader& signature) {
    std::string front = lead + signature.serialize(kSignatureRegion);
    front.resize((front.size() + 7) / 8 * 8, '\0');
    return front;
}

} // namespace

bool has_fitting_signatures(const stdfs::path& package, const Signer& signer, SignedParts parts,
                            const stdfs::path& scratch) {
    const OpenPackage open(package);
    const RawHeader& header = open.parts.signature;
    const std::uint32_t by_header = tag_for(signer.key(), kHeaderByRsa, kHeaderByOther);
    const std::uint32_t by_all = tag_for(signer.key(), kAllByRsa, kAllByOther);
    const bool all = parts == SignedParts::header_and_payload;
    for (const std::uint32_t tag : tag::seal::signatures)
        if (header.has(tag) != (tag == by_header || (all && tag == by_all))) return false;
    const Pieces pieces(open, parts, scratch);
    const auto fits = [&](std::uint32_t tag, const stdfs::path& file) {
        fs::write_file(pieces.signature(), header.find(tag)->bytes, 0600, fs::Flush::no);
        return signer.has_signed(file, pieces.signature());
    };
    return fits(by_header, pieces.header()) && (!all || fits(by_all, pieces.all()));
}

bool has_good_signature(const stdfs::path& package, const Signer& signer, SignedParts parts,
                        const stdfs::path& scratch) {
    const OpenPackage open(package);
    const RawHeader& header = open.parts.signature;
    const auto has = [&](std::uint32_t tag) { return header.has(tag); };
    const bool of_all = has(kAllByRsa) || has(kAllByOther);
    const Pieces pieces(open, of_all ? SignedParts::header_and_payload : SignedParts::header,
                        scratch);
    const auto is_good = [&](std::uint32_t tag, const stdfs::path& file) {
        if (!has(tag)) return false;
        fs::write_file(pieces.signature(), header.find(tag)->bytes, 0600, fs::Flush::no);
        return parts == SignedParts::header ? signer.belongs_to(file, pieces.signature())
                                            : signer.has_signed(file, pieces.signature());
    };
    if (is_good(kAllByRsa, pieces.all()) || is_good(kAllByOther, pieces.all())) return true;
    return parts == SignedParts::header &&
           (is_good(kHeaderByRsa, pieces.header()) || is_good(kHeaderByOther, pieces.header()));
}

void sign_package(const stdfs::path& package, const Signer& signer, SignedParts parts,
                  const stdfs::path& scratch) {
    const OpenPackage open(package);
    const Pieces pieces(open, parts, scratch);
    RawHeader signature = open.parts.signature;
    for (const std::uint32_t tag : tag::seal::signatures) signature.erase(tag);
    signature.erase(tag::seal::reserved_space);
    put_signature(signature, tag_for(signer.key(), kHeaderByRsa, kHeaderByOther),
                  signer.sign(pieces.header(), SignatureForm::binary));
    if (parts == SignedParts::header_and_payload)
        put_signature(signature, tag_for(signer.key(), kAllByRsa, kAllByOther),
                      signer.sign(pieces.all(), SignatureForm::binary));

    fs::AtomicFile made(package);
    const fs::Descriptor fd = fs::open_existing(made.path(), O_RDWR);
    fs::write_all(fd.get(), front_of(open.parts.lead, signature), open.subject);
    read_pieces(open, pieces.begin(), kToTheEnd,
                [&](std::string_view data) { fs::write_all(fd.get(), data, open.subject); });
    read_header(fd.get(), open.subject); // throws where librpm refuses it
    made.commit(0644, fs::Flush::no);
}

report::Error error_of_signing(const report::Error& error, const stdfs::path& scratch,
                               const std::string& subject) {
    if (!error.subject().starts_with(report::escaped(scratch.string()))) return error;
    return {subject, "cannot be signed: " + error.reason(), error.remedy()};
}

} // namespace calpkg::rpm
