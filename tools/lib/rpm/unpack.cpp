#include "lib/rpm/unpack.hpp"

#include "lib/fs/descriptor.hpp"
#include "lib/report/error.hpp"
#include "lib/rpm/format/library.hpp"
#include "lib/rpm/owned.hpp"
#include "lib/rpm/package.hpp"

#include <fmt/format.h>
#include <rpm/header.h>
#include <rpm/rpmarchive.h>
#include <rpm/rpmfi.h>
#include <rpm/rpmfiles.h>
#include <rpm/rpmio.h>
#include <rpm/rpmlib.h>
#include <rpm/rpmtag.h>
#include <rpm/rpmts.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <fcntl.h>
#include <memory>
#include <set>
#include <string_view>
#include <sys/stat.h>
#include <type_traits>
#include <unistd.h>
#include <vector>

namespace calpkg::rpm {

namespace {

namespace stdfs = std::filesystem;

constexpr const char* kOtherPackage = "give another package";

/// A payload that is being read; the package has been found sound.
struct Payload {
    explicit Payload(const stdfs::path& package);

    Owned<FD_t> file;
    Owned<Header> header;
    Owned<FD_t> stream;
    Owned<rpmfiles> files;
    Owned<rpmfi> iterator; ///< goes first
};

Payload::Payload(const stdfs::path& package) : file(Fopen(package.c_str(), "r.ufdio")) {
    const std::string subject = package.string();
    if (!file || Ferror(file.get()) != 0)
        throw report::system_error(package.string(), "open", errno);
    const Owned<rpmts> ts(rpmtsCreate());
    rpmtsSetVSFlags(ts.get(), RPMVSF_MASK_NOSIGNATURES | RPMVSF_MASK_NODIGESTS);
    Header read = nullptr;
    const rpmRC result = rpmReadPackageFile(ts.get(), file.get(), nullptr, &read);
    header.reset(read);
    if (!header || result != RPMRC_OK) throw report::Error(subject, "is not a sound RPM");
    const char* compressor = headerGetString(header.get(), RPMTAG_PAYLOADCOMPRESSOR);
    const std::string mode = std::string("r.") + (compressor == nullptr ? "gzip" : compressor);
    stream.reset(Fdopen(fdDup(Fileno(file.get())), mode.c_str()));
    if (!stream)
        throw report::Error(subject, "its payload is compressed with " + mode.substr(2) +
                                         ", which this librpm cannot read");
    files.reset(rpmfilesNew(nullptr, header.get(), RPMTAG_BASENAMES, RPMFI_KEEPHEADER));
    iterator.reset(rpmfiNewArchiveReader(stream.get(), files.get(), RPMFI_ITER_READ_ARCHIVE));
    if (!iterator) throw report::Error(subject, "is not a sound RPM: its file list is damaged");
}

/// Where the path `target` leads, seen from the directory `from`; both are relative to a tree.
/// False when it leaves the tree.
bool stays_inside(const std::string& from, const std::string& target) {
    const stdfs::path lands = (stdfs::path(from) / target).lexically_normal();
    return lands.is_relative() && *lands.begin() != "..";
}

class Unpacker {
public:
    Unpacker(const stdfs::path& package, const std::string& subtree, const stdfs::path& destination,
             const std::function<void()>& on_file)
        : subject_(package.string()),
          prefix_(subtree + "/"),
          destination_(destination),
          on_file_(on_file),
          payload_(package) {}

    Unpacked run(const Session& session);

private:
    /// Path below the subtree, checked; "" for what does not lie there.
    std::string below(const std::string& path) const;
    std::string link_name(int index) const;
    void take(const std::string& path);
    void take_file();
    void make_parents(const std::string& path);
    void make_directory(const std::string& path);
    void make_link(const std::string& path);
    void write_content(const std::string& path, mode_t mode);
    [[noreturn]] void refuse(const std::string& path, const std::string& reason) const;
    [[noreturn]] void failed(const std::string& path, int code) const;

    std::string subject_;
    std::string prefix_;
    stdfs::path destination_;
    const std::function<void()>& on_file_;
    Payload payload_;
    std::set<std::string> directories_; ///< those that were made here
    Unpacked unpacked_;
};

void Unpacker::refuse(const std::string& path, const std::string& reason) const {
    throw report::Error(subject_, prefix_ + path + " " + reason, kOtherPackage);
}

void Unpacker::failed(const std::string& path, int code) const {
    const Owned<char*> words(rpmfileStrerror(code));
    throw report::Error(subject_,
                        fmt::format("{}cannot be unpacked: {}",
                                    path.empty() ? path : prefix_ + path + " ", words.get()),
                        "copy the package again");
}

std::string Unpacker::below(const std::string& path) const {
    if (!path.starts_with(prefix_)) return {};
    std::string name = path.substr(prefix_.size());
    for (std::string_view rest = name; !rest.empty();) {
        const std::size_t slash = rest.find('/');
        const std::string_view part = rest.substr(0, slash);
        if (part.empty() || part == "." || part == ".." || slash == rest.size() - 1)
            refuse(name, "is not a path that a package can have");
        rest.remove_prefix(slash == std::string_view::npos ? rest.size() : slash + 1);
    }
    return name;
}

/// Directories that the package does not own come into being with what lies in them.
void Unpacker::make_parents(const std::string& path) {
    for (std::size_t slash = path.find('/'); slash != std::string::npos;
         slash = path.find('/', slash + 1))
        make_directory(path.substr(0, slash));
}

void Unpacker::make_directory(const std::string& path) {
    if (directories_.contains(path)) return;
    const stdfs::path made = destination_ / path;
    if (mkdir(made.c_str(), 0700) != 0) {
        // Only what was unpacked before can be in the way: nobody else writes there.
        if (errno == EEXIST) refuse(path, "is a directory and something else at the same time");
        throw report::system_error(made.string(), "create directory", errno);
    }
    if (chmod(made.c_str(), 0700) != 0)
        throw report::system_error(made.string(), "create directory", errno);
    directories_.insert(path);
}

void Unpacker::make_link(const std::string& path) {
    const std::string target = rpmfiFLink(payload_.iterator.get());
    const bool absolute = target.starts_with('/');
    if (target.empty() ||
        (!absolute && !stays_inside(stdfs::path(path).parent_path().string(), target)))
        refuse(path, fmt::format("is a link to '{}', out of the tree", target));
    const stdfs::path made = destination_ / path;
    if (symlink(target.c_str(), made.c_str()) == 0) return;
    if (errno == EEXIST) refuse(path, "is in the package twice");
    throw report::system_error(made.string(), "create link", errno);
}

void Unpacker::write_content(const std::string& path, mode_t mode) {
    const stdfs::path made = destination_ / path;
    const fs::Descriptor fd = fs::try_open(made, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0600);
    if (!fd.is_open() && errno == EEXIST) refuse(path, "is in the package twice");
    if (!fd.is_open()) throw report::system_error(made.string(), "create", errno);
    const int chmod_result = fchmod(fd.get(), (mode & S_IXUSR) != 0 ? 0700 : 0600);
    const Owned<FD_t> out(fdDup(fd.get()));
    if (!out || chmod_result != 0) throw report::system_error(made.string(), "write", errno);
    const int code = rpmfiArchiveReadToFile(payload_.iterator.get(), out.get(), 0);
    if (code != 0) failed(path, code);
    const timespec time{.tv_sec = rpmfiFMtime(payload_.iterator.get()), .tv_nsec = 0};
    if (const timespec times[2]{time, time}; futimens(fd.get(), times) != 0)
        throw report::system_error(made.string(), "write", errno);
}

std::string Unpacker::link_name(int index) const {
    const Owned<char*> name(rpmfilesFN(payload_.files.get(), index));
    const rpmfileAttrs attributes = rpmfilesFFlags(payload_.files.get(), index);
    return (attributes & RPMFILE_GHOST) != 0 ? std::string() : below(name.get());
}

/// The content of hard-linked files comes with one of their names, perhaps with one elsewhere.
void Unpacker::take_file() {
    if (rpmfiArchiveHasContent(payload_.iterator.get()) == 0) return;
    const int* linked = nullptr;
    const int self = rpmfiFX(payload_.iterator.get());
    const std::uint32_t count = rpmfiFLinks(payload_.iterator.get(), &linked);
    std::vector<std::string> names;
    if (count <= 1 || linked == nullptr) names.push_back(link_name(self));
    for (std::uint32_t i = 0; count > 1 && linked != nullptr && i < count; ++i)
        names.push_back(link_name(linked[i]));
    std::erase(names, "");
    if (names.empty()) return;

    const mode_t mode = rpmfiFMode(payload_.iterator.get());
    if ((mode & (S_ISUID | S_ISGID)) != 0)
        refuse(names.front(), "has a set-user-id or set-group-id bit");
    for (const std::string& name : names) make_parents(name);
    write_content(names.front(), mode);
    for (const std::string& name : names) {
        if (name == names.front()) continue;
        if (link((destination_ / names.front()).c_str(), (destination_ / name).c_str()) != 0)
            throw report::system_error((destination_ / name).string(), "create link", errno);
    }
    unpacked_.files += names.size();
    unpacked_.bytes += rpmfiFSize(payload_.iterator.get());
}

void Unpacker::take(const std::string& path) {
    if (on_file_) on_file_();
    const mode_t mode = rpmfiFMode(payload_.iterator.get());
    if (S_ISREG(mode)) return take_file();
    const std::string name = below(path);
    if (name.empty()) return;
    make_parents(name);
    if (S_ISDIR(mode)) return make_directory(name);
    if (S_ISLNK(mode)) return make_link(name);
    refuse(name, "is not a file, directory or link");
}

Unpacked Unpacker::run(const Session& session) {
    int code = 0;
    while ((code = rpmfiNext(payload_.iterator.get())) >= 0) take(rpmfiFN(payload_.iterator.get()));
    if (code != RPMERR_ITER_END) failed({}, code);
    if (!session.messages().empty()) throw report::Error(subject_, session.messages());
    return unpacked_;
}

void require_subtree(const Package& package, const std::string& subtree,
                     const std::string& subject) {
    if (package.source) throw report::Error(subject, "is a source package", "give the binary one");
    for (const PackageFile& file : package.files)
        if (!file.ghost && file.path.starts_with(subtree + "/")) return;
    throw report::Error(subject, "has nothing below " + subtree, kOtherPackage);
}

} // namespace

Unpacked unpack(const stdfs::path& package, const std::string& subtree,
                const stdfs::path& destination, const std::function<void()>& on_file) {
    require_subtree(read_package(package), subtree, package.string());
    const Session session;
    return Unpacker(package, subtree, destination, on_file).run(session);
}

bool is_package(const stdfs::path& file) {
    constexpr std::array<unsigned char, 4> magic{0xed, 0xab, 0xee, 0xdb};
    const fs::Descriptor fd = fs::try_open(file, O_RDONLY | O_NONBLOCK);
    struct stat status {};
    if (!fd.is_open() || fstat(fd.get(), &status) != 0 || !S_ISREG(status.st_mode)) return false;
    std::array<unsigned char, magic.size()> begin{};
    fs::read_at(fd.get(), begin.data(), begin.size(), 0, file.string());
    return begin == magic;
}

} // namespace calpkg::rpm
