#include "lib/rpm/package.hpp"

#include "lib/fs/descriptor.hpp"
#include "lib/hash/hex.hpp"
#include "lib/report/error.hpp"
#include "lib/rpm/format/library.hpp"
#include "lib/rpm/format/package_parts.hpp"
#include "lib/rpm/format/tags.hpp"
#include "lib/rpm/owned.hpp"
#include "lib/rpm/verify_payload.hpp"

#include <rpm/header.h>
#include <rpm/rpmfiles.h>
#include <rpm/rpmio.h>
#include <rpm/rpmkeyring.h>
#include <rpm/rpmlib.h>
#include <rpm/rpmtag.h>
#include <rpm/rpmts.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <fcntl.h>
#include <memory>
#include <sys/mman.h>
#include <sys/stat.h>
#include <type_traits>
#include <unistd.h>

namespace calpkg::rpm {

namespace {

constexpr const char* kDamagedRemedy = "copy or build it again";

/// What stands before the payload, in memory. librpm reads from a descriptor's position, and that of the
/// package belongs to the reader of its payload.
void copy_front(const OpenPackage& package, int to) {
    std::string front(package.parts.payload_offset, '\0');
    front.resize(fs::read_at(package.fd.get(), front.data(), front.size(), 0, package.subject));
    fs::write_all(to, front, package.subject); // librpm finds words for one that was cut off
    lseek(to, 0, SEEK_SET);
}

void require_regular_file(int fd, const std::string& subject) {
    struct stat status {};
    if (fstat(fd, &status) != 0) throw report::system_error(subject, "read", errno);
    if (!S_ISREG(status.st_mode))
        throw report::Error(subject, "is not a file", "name a package's file");
    if (status.st_size == 0) throw report::Error(subject, "is empty", kDamagedRemedy);
}

/// A transaction set that verifies header digests and looks at no key, so at no rpm database.
Owned<rpmts> digests_only() {
    Owned<rpmts> ts(rpmtsCreate());
    const Owned<rpmKeyring> no_keys(rpmKeyringNew());
    rpmtsSetKeyring(ts.get(), no_keys.get());
    rpmtsSetVSFlags(ts.get(), RPMVSF_MASK_NOSIGNATURES);
    return ts;
}

Owned<Header> open_header(int fd, const Session& session, const std::string& subject) {
    const Owned<rpmts> ts = digests_only();
    const Owned<FD_t> stream(fdDup(fd));
    if (!stream) throw report::system_error(subject, "read", errno);
    const std::string name = Fdescr(stream.get());
    Header header = nullptr;
    const rpmRC result = rpmReadPackageFile(ts.get(), stream.get(), name.c_str(), &header);
    Owned<Header> owned(header);
    if (owned && result == RPMRC_OK) return owned;
    const std::string words = session.messages(name + ": ");
    throw report::Error(subject, "is not a sound RPM: " + (words.empty() ? "no RPM header" : words),
                        kDamagedRemedy);
}

std::string text(Header header, rpmTagVal tag) {
    const char* value = headerGetString(header, tag);
    return value == nullptr ? "" : value;
}

std::vector<std::string> texts(Header header, rpmTagVal tag) {
    const Owned<rpmtd> data(rpmtdNew());
    std::vector<std::string> values;
    if (headerGet(header, tag, data.get(), HEADERGET_EXT) == 0) return values;
    while (const char* value = rpmtdNextString(data.get())) values.emplace_back(value);
    rpmtdFreeData(data.get());
    return values;
}

std::string md5_of_header_and_payload(Header header) {
    const Owned<rpmtd> data(rpmtdNew());
    if (headerGet(header, RPMTAG_SIGMD5, data.get(), HEADERGET_MINMEM) == 0) return {};
    std::string digest = hash::hex({static_cast<const char*>(data->data), data->count});
    rpmtdFreeData(data.get());
    return digest;
}

// By number, since rpm 6 has changed their names: RPMTAG_PAYLOADDIGEST is now RPMTAG_PAYLOADSHA256.
constexpr auto payload_digest_tag = static_cast<rpmTagVal>(tag::payload_digest);
constexpr auto payload_digest_hash_tag = static_cast<rpmTagVal>(tag::payload_digest_hash);
constexpr auto payload_size_tag = static_cast<rpmTagVal>(tag::payload_size);

/// Of what librpm leaves aside where there are better ones, all is held against the file, too: what is made of
/// the package is sealed anew, and nobody could tell afterwards that the old seal did not fit.
PayloadSeal payload_seal(Header header) {
    PayloadSeal seal;
    const auto add_size = [&](const char* name, rpmTagVal tag, bool covers_header) {
        if (headerIsEntry(header, tag) != 0)
            seal.sizes.push_back({name, headerGetNumber(header, tag), covers_header});
    };
    add_size("SIGSIZE", RPMTAG_SIGSIZE, true);
    add_size("LONGSIGSIZE", RPMTAG_LONGSIGSIZE, true);
    add_size("PAYLOADSIZE", payload_size_tag, false);
    const std::vector<std::string> digests = texts(header, payload_digest_tag);
    if (!digests.empty()) {
        const auto hash = static_cast<int>(headerGetNumber(header, payload_digest_hash_tag));
        // rpm 6 leaves it out: SHA-256
        seal.digests.push_back(
            {hash == 0 ? hash::Algorithm::sha256 : static_cast<hash::Algorithm>(hash),
             digests.front(), false});
    }
    const std::string md5 = md5_of_header_and_payload(header);
    if (!md5.empty()) seal.digests.push_back({hash::Algorithm::md5, md5, true});
    return seal;
}

std::string sha256_of(rpmfiles files, int index) {
    int algorithm = 0;
    std::size_t size = 0;
    const unsigned char* bytes = rpmfilesFDigest(files, index, &algorithm, &size);
    if (bytes == nullptr || algorithm != static_cast<int>(hash::Algorithm::sha256)) return {};
    return hash::hex({reinterpret_cast<const char*>(bytes), size});
}

PackageFile read_file_entry(rpmfiles files, int index) {
    PackageFile file;
    file.path = Owned<char*>(rpmfilesFN(files, index)).get();
    file.mode = rpmfilesFMode(files, index);
    file.size = rpmfilesFSize(files, index);
    file.mtime = rpmfilesFMtime(files, index);
    file.user = rpmfilesFUser(files, index);
    file.group = rpmfilesFGroup(files, index);
    const rpmfileAttrs attributes = rpmfilesFFlags(files, index);
    file.ghost = (attributes & RPMFILE_GHOST) != 0;
    file.doc = (attributes & RPMFILE_DOC) != 0;
    const bool config = (attributes & RPMFILE_CONFIG) != 0;
    file.config = config && (attributes & RPMFILE_NOREPLACE) != 0;
    file.config_replaced = config && !file.config;
    if (S_ISLNK(file.mode)) file.link = rpmfilesFLink(files, index);
    if (S_ISREG(file.mode) && !file.ghost) file.sha256 = sha256_of(files, index);
    return file;
}

std::vector<PackageFile> read_files(Header header, const std::string& subject) {
    const Owned<rpmfiles> files(rpmfilesNew(nullptr, header, RPMTAG_BASENAMES, RPMFI_FLAGS_QUERY));
    if (!files)
        throw report::Error(subject, "is not a sound RPM: its file list is damaged",
                            kDamagedRemedy);
    const int count = static_cast<int>(rpmfilesFC(files.get()));
    std::vector<PackageFile> list;
    list.reserve(static_cast<std::size_t>(count));
    for (int i = 0; i < count; ++i) list.push_back(read_file_entry(files.get(), i));
    std::sort(list.begin(), list.end(),
              [](const PackageFile& a, const PackageFile& b) { return a.path < b.path; });
    return list;
}

Package to_package(Header header, const std::string& subject) {
    Package package;
    package.name = text(header, RPMTAG_NAME);
    package.version = text(header, RPMTAG_VERSION);
    package.release = text(header, RPMTAG_RELEASE);
    package.arch = text(header, RPMTAG_ARCH);
    package.license = text(header, RPMTAG_LICENSE);
    package.summary = text(header, RPMTAG_SUMMARY);
    package.url = text(header, RPMTAG_URL);
    package.vendor = text(header, RPMTAG_VENDOR);
    if (headerIsEntry(header, RPMTAG_EPOCH) != 0)
        package.epoch = std::to_string(headerGetNumber(header, RPMTAG_EPOCH));
    package.build_time = static_cast<std::int64_t>(headerGetNumber(header, RPMTAG_BUILDTIME));
    package.build_host = text(header, RPMTAG_BUILDHOST);
    package.payload_compressor = text(header, RPMTAG_PAYLOADCOMPRESSOR);
    if (package.payload_compressor.empty()) package.payload_compressor = "gzip";
    package.source = headerIsSource(header) != 0;
    package.header_sha256 = text(header, RPMTAG_SHA256HEADER);
    package.requires_ = texts(header, RPMTAG_REQUIRENEVRS);
    package.files = read_files(header, subject);
    return package;
}

/// `front` is positioned where the package begins; `whole` is read without a position.
Package read_package(int front, int whole, const std::string& subject) {
    Package package;
    PayloadSeal seal;
    {
        const Session session;
        const Owned<Header> header = open_header(front, session, subject);
        package = to_package(header.get(), subject);
        seal = payload_seal(header.get());
    }
    verify_payload(whole, seal, subject); // without librpm's lock: it takes its time
    return package;
}

} // namespace

Package read_package(const std::filesystem::path& file) {
    const std::string subject = file.string();
    const fs::Descriptor descriptor = fs::open_existing(file, O_RDONLY | O_NONBLOCK);
    require_regular_file(descriptor.get(), subject);
    return read_package(descriptor.get(), descriptor.get(), subject);
}

Package read_package(const OpenPackage& package) {
    require_regular_file(package.fd.get(), package.subject);
    const fs::Descriptor front(memfd_create("rpm", MFD_CLOEXEC));
    if (front.get() < 0) throw report::system_error(package.subject, "hold the headers of", errno);
    copy_front(package, front.get());
    return read_package(front.get(), package.fd.get(), package.subject);
}

Package read_header(int fd, const std::string& subject) {
    if (lseek(fd, 0, SEEK_SET) < 0) throw report::system_error(subject, "read", errno);
    const Session session;
    return to_package(open_header(fd, session, subject).get(), subject);
}

} // namespace calpkg::rpm
