#include "lib/checkout/committed.hpp"

#include "lib/checkout/lfs.hpp"
#include "lib/checkout/ways_out.hpp"
#include "lib/fs/descriptor.hpp"
#include "lib/fs/file.hpp"
#include "lib/fs/regular_file.hpp"
#include "lib/fs/status.hpp"
#include "lib/hash/digest.hpp"
#include "lib/process/run.hpp"
#include "lib/report/error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <string_view>
#include <sys/stat.h>

namespace calpkg::checkout {

namespace {

constexpr unsigned kTypeMask = 0170000;
constexpr unsigned kLink = 0120000;
constexpr std::size_t kSha256Digits = 64;

/// The hash that git names a blob by: of its kind, its size, NUL and its content.
class BlobName {
public:
    BlobName(std::uintmax_t size, std::size_t digits)
        : digest_(digits == kSha256Digits ? hash::Algorithm::sha256 : hash::Algorithm::sha1) {
        const std::string header = fmt::format("blob {}", size);
        digest_.update(header.c_str(), header.size() + 1);
    }
    void update(const char* data, std::size_t size) { digest_.update(data, size); }
    std::string finish() { return digest_.finish(); }

private:
    hash::Digest digest_;
};

std::string name_of_link(const std::filesystem::path& path, std::size_t digits) {
    const std::string target = std::filesystem::read_symlink(path).string();
    BlobName name(target.size(), digits);
    name.update(target.data(), target.size());
    return name.finish();
}

/// What a file holds.
struct Blob {
    std::string name;
    bool is_lfs_pointer = false;
};

/// Read once, and not as a whole: it may be large.
Blob read_blob(const std::filesystem::path& path, const struct stat& status, std::size_t digits) {
    const fs::Descriptor file = fs::open_regular_file(path);
    BlobName name(static_cast<std::uintmax_t>(status.st_size), digits);
    std::string small; // what may be a pointer, whole
    std::array<char, 65536> buffer;
    while (const std::size_t count =
               fs::read_some(file.get(), buffer.data(), buffer.size(), path.string())) {
        name.update(buffer.data(), count);
        if (status.st_size < kLfsPointerLimit) small.append(buffer.data(), count);
    }
    return {name.finish(), parse_lfs_pointer(small).has_value()};
}

Blob blob_of_file(const std::filesystem::path& path, const struct stat& status, std::size_t digits,
                  hash::KnownContents* contents) {
    constexpr std::string_view pointer = " LFS";
    std::string name =
        hash::KnownContents::told(contents, fmt::format("blob {}", digits), path, status, [&] {
            const Blob blob = read_blob(path, status, digits);
            return blob.is_lfs_pointer ? blob.name + std::string(pointer) : blob.name;
        });
    return {name.substr(0, digits), name.ends_with(pointer)};
}

bool same_kind(const struct stat& status, unsigned mode) {
    return (mode & kTypeMask) == kLink ? S_ISLNK(status.st_mode) : S_ISREG(status.st_mode);
}

/// Whether one of the .gitattributes that speak of `path` is there without being tracked.
bool has_private_attributes(const Git& git, const std::string& path) {
    for (std::filesystem::path at = std::filesystem::path(path).parent_path();;
         at = at.parent_path()) {
        const std::string name = (at / ".gitattributes").string();
        const auto& tracked = git.tracked_files();
        const auto found = std::ranges::lower_bound(tracked, name, {}, &TrackedFile::path);
        const bool known = found != tracked.end() && found->path == name;
        if (!known && std::filesystem::exists(git.top() / name)) return true;
        if (at.empty()) return false;
    }
}

/// What lies at `path`, whose lstat(2) is `status`, under the name that git would give it with `digits`.
Blob blob_at(const std::filesystem::path& path, const struct stat& status, std::size_t digits,
             hash::KnownContents* contents) {
    if (S_ISLNK(status.st_mode)) return {name_of_link(path, digits)};
    return blob_of_file(path, status, digits, contents);
}

} // namespace

bool holds_blob(const std::filesystem::path& top, const TrackedFile& file) {
    const std::filesystem::path path = top / file.path;
    struct stat status {};
    if (lstat(path.c_str(), &status) != 0 || !same_kind(status, file.mode)) return false;
    return blob_at(path, status, file.object.size(), nullptr).name == file.object;
}

bool CommittedContent::is_modified(const std::string& path) {
    if (!modified_) modified_ = git_.modified_files();
    return std::ranges::binary_search(*modified_, path);
}

void CommittedContent::require(const TrackedFile& file) {
    const std::filesystem::path path = git_.top() / file.path;
    if (file.is_submodule()) return;
    const auto status = fs::status_if_there(path);
    if (!status) return;
    const bool kind = same_kind(*status, file.mode);
    if (kind) {
        const bool link = S_ISLNK(status->st_mode);
        const Blob blob = blob_at(path, *status, file.object.size(), contents_);
        // What Git LFS should have replaced is the commit's, and nothing to pack.
        if (blob.is_lfs_pointer && blob.name == file.object)
            throw report::Error(path.string(),
                                "is a pointer of Git LFS, not the file that it stands for",
                                fmt::format("run '{}'", git_line(git_.top(), "lfs pull")));
        if (blob.name == file.object) return;
        if (!link && holds_lfs_content(git_, file)) return;
        // The commit's own attributes may ask for other line ends.
        if (!link && !has_private_attributes(git_, file.path) &&
            git_.plain_content(file) == fs::read_file(path))
            return;
    }
    if (is_modified(file.path)) return;
    throw report::Error(
        path.string(),
        kind ? "is not what the commit holds, although git calls it unmodified: a setting, an "
               "attribute or a filter (core.autocrlf, core.eol, …) has converted it"
             : "is of another kind than in the commit, although git calls it unmodified "
               "(core.symlinks)",
        fmt::format(
            "check it out again without that: 'git -c core.autocrlf=false -c core.eol=lf -c "
            "core.symlinks=true -c core.attributesFile=/dev/null clone {} DIR'",
            process::shell_quote(git_.top().string())));
}

} // namespace calpkg::checkout
