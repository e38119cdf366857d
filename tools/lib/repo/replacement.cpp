#include "lib/repo/replacement.hpp"

#include "lib/fs/file.hpp"
#include "lib/hash/digest.hpp"
#include "lib/report/error.hpp"
#include "lib/rpm/format/package_parts.hpp"
#include "lib/rpm/format/tags.hpp"
#include "lib/rpm/package.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <system_error>
#include <tuple>
#include <vector>

namespace calpkg::repo {

namespace {

namespace stdfs = std::filesystem;

using Files = std::map<std::string, rpm::PackageFile>;

Files files_of(const rpm::Package& package) {
    Files files;
    for (const rpm::PackageFile& file : package.files) files[file.path] = file;
    return files;
}

auto meaning(const rpm::PackageFile& file) {
    return std::tie(file.mode, file.size, file.mtime, file.user, file.group, file.sha256, file.link,
                    file.config, file.config_replaced, file.doc, file.ghost);
}

/// "1 file has changed (/etc/a)"; "" for none.
std::string counted(const std::vector<std::string>& paths, const std::string& one,
                    const std::string& more) {
    if (paths.empty()) return {};
    if (paths.size() == 1) return fmt::format("1 file {} ({})", one, paths.front());
    return fmt::format("{} files {} ({}, …)", paths.size(), more, paths.front());
}

std::string difference(const rpm::Package& published, const rpm::Package& built) {
    const Files before = files_of(published);
    const Files after = files_of(built);
    std::vector<std::string> changed, added, removed;
    for (const auto& [path, file] : after) {
        const auto old = before.find(path);
        if (old == before.end())
            added.push_back(path);
        else if (meaning(old->second) != meaning(file))
            changed.push_back(path);
    }
    for (const auto& [path, file] : before)
        if (!after.contains(path)) removed.push_back(path);
    std::string text;
    for (const std::string& part :
         {counted(changed, "differs", "differ"), counted(added, "is new", "are new"),
          counted(removed, "is missing", "are missing")})
        if (!part.empty()) text += (text.empty() ? "" : ", ") + part;
    return text.empty() ? "its files are the same, its header is not" : text;
}

/// SHA-256 of the header, which is what SHA256HEADER says in packages that have it.
std::string digest_of_header(const stdfs::path& file) {
    const rpm::OpenPackage package(file);
    return hash::sha256(package.parts.header.serialize(rpm::kImmutableRegion));
}

} // namespace

Artifact describe_package(const stdfs::path& directory, const std::string& path) {
    const stdfs::path file = directory / path;
    const rpm::Package package = rpm::read_package(file);
    Artifact artifact;
    artifact.path = path;
    const std::string epoch = package.epoch.empty() ? "" : package.epoch + ":";
    artifact.nevra = fmt::format("{}-{}{}-{}.{}", package.name, epoch, package.version,
                                 package.release, package.source ? "src" : package.arch);
    std::error_code failure;
    artifact.size = stdfs::file_size(file, failure);
    if (failure) throw report::system_error(file.string(), "read", failure.value());
    artifact.sha256 = hash::sha256_file(file);
    artifact.header_sha256 =
        package.header_sha256.empty() ? digest_of_header(file) : package.header_sha256;
    return artifact;
}

bool is_signed(const stdfs::path& package) {
    try {
        const rpm::OpenPackage open(package);
        return std::ranges::any_of(rpm::tag::seal::signatures, [&](std::uint32_t tag) {
            return open.parts.signature.has(tag);
        });
    } catch (const report::Error&) { // who reads all of it tells why
        return false;
    }
}

bool is_kept(const Artifact& found, const Artifact* known, const stdfs::path& file) {
    return (known != nullptr && known->sha256 == found.sha256) || is_signed(file);
}

std::string difference(const stdfs::path& published, const stdfs::path& built) {
    rpm::Package old;
    try {
        old = rpm::read_package(published);
    } catch (const report::Error& error) {
        return "it is damaged: " + error.reason();
    }
    const std::string text = difference(old, rpm::read_package(built));
    return is_signed(published) && !is_signed(built)
               ? "it is signed and the new one is not; " + text
               : text;
}

} // namespace calpkg::repo
