#include "lib/repo/merge.hpp"

#include "lib/fs/file.hpp"
#include "lib/fs/status.hpp"
#include "lib/fs/transfer.hpp"
#include "lib/hash/digest.hpp"
#include "lib/process/interrupt.hpp"
#include "lib/report/error.hpp"
#include "lib/rpm/package.hpp"

#include <algorithm>
#include <cerrno>
#include <string_view>
#include <sys/stat.h>
#include <system_error>

namespace calpkg::repo {

namespace {

namespace stdfs = std::filesystem;

constexpr const char* kRepodata = "repodata";

std::vector<stdfs::path> names_in(const stdfs::path& directory) {
    std::vector<stdfs::path> names;
    std::error_code failure;
    for (stdfs::directory_iterator it(directory, failure), end; !failure && it != end;
         it.increment(failure))
        names.push_back(it->path().filename());
    if (failure) throw report::system_error(directory.string(), "read", failure.value());
    std::ranges::sort(names);
    return names;
}

/// repomd.xml, and primary, filelists and other with or without a checksum before the name.
bool is_repository_metadata(const stdfs::path& name) {
    if (name.parent_path() != kRepodata) return false;
    std::string file = name.filename().string();
    constexpr std::size_t digits = 64;
    const std::size_t hex = file.find_first_not_of("0123456789abcdef");
    if (hex == digits && file[hex] == '-') file.erase(0, digits + 1);
    return file == "repomd.xml" || file == "primary.xml.gz" || file == "filelists.xml.gz" ||
           file == "other.xml.gz";
}

/// The artifact as it is now: signing changes the file, but not the header's digest.
Artifact as_found(const Artifact& known, const stdfs::path& file) {
    Artifact found = known;
    std::error_code failure;
    found.size = stdfs::file_size(file, failure);
    if (failure) throw report::system_error(file.string(), "read", failure.value());
    found.sha256 = hash::sha256_file(file);
    if (found.sha256 == known.sha256) return found;
    std::string why = "is another package now";
    try {
        if (rpm::read_package(file).header_sha256 == known.header_sha256) return found;
    } catch (const report::Error& error) {
        why = error.reason();
    }
    throw report::Error(file.string(), "was changed since cal-pkg made it (" + why + ")",
                        "build '" + known.component + "' again, too");
}

void make_private_directory(const stdfs::path& path) {
    fs::make_directories(path.parent_path());
    if (mkdir(path.c_str(), 0700) != 0)
        throw report::system_error(path.string(), "create directory", errno);
}

void copy_mode(const stdfs::path& from, const stdfs::path& to) {
    struct stat status {};
    if (lstat(from.c_str(), &status) != 0 || chmod(to.c_str(), status.st_mode & 07777U) != 0)
        throw report::system_error(from.string(), "keep", errno);
}

} // namespace

Merge::Merge(stdfs::path published, Manifest manifest, stdfs::path tree)
    : published_(std::move(published)),
      manifest_(std::move(manifest)),
      tree_(std::move(tree)) {
    ours_.insert(kManifestName);
    our_directories_.insert(kRepodata);
    for (const ManifestComponent& component : manifest_.components) {
        ours_.insert(log_path(component.component));
        for (const Artifact& artifact : component.artifacts) ours_.insert(artifact.path);
    }
    for (const stdfs::path& file : ours_)
        for (stdfs::path parent = file.parent_path(); !parent.empty();
             parent = parent.parent_path())
            our_directories_.insert(parent);
}

std::vector<ManifestComponent> Merge::keep_components(const std::set<std::string>& replaced) const {
    std::vector<ManifestComponent> kept;
    for (const ManifestComponent& component : manifest_.components) {
        if (replaced.contains(component.component)) continue;
        ManifestComponent now = component;
        now.artifacts.clear();
        for (const Artifact& artifact : component.artifacts) {
            process::check_interrupt();
            const stdfs::path file = published_ / artifact.path;
            if (!fs::is_there(file)) continue;
            now.artifacts.push_back(as_found(artifact, file));
            fs::link_or_copy(file, tree_ / artifact.path);
        }
        if (now.artifacts.empty()) continue;
        const stdfs::path log = log_path(component.component);
        if (fs::is_there(published_ / log)) fs::link_or_copy(published_ / log, tree_ / log);
        kept.push_back(std::move(now));
    }
    return kept;
}

void Merge::keep_foreign() const { keep_directory({}); }

void Merge::keep_directory(const stdfs::path& below) const {
    for (const stdfs::path& name : names_in(published_ / below)) keep_entry(below / name);
}

void Merge::keep_entry(const stdfs::path& name) const {
    process::check_interrupt();
    const stdfs::path from = published_ / name;
    const stdfs::path to = tree_ / name;
    const bool directory = fs::is_real_directory(from);
    if (!directory && (ours_.contains(name) || is_repository_metadata(name))) return;
    if (fs::is_there(to) && !(directory && fs::is_real_directory(to)))
        throw report::Error(from.string(),
                            "is not cal-pkg's, but has the name of something that it makes",
                            "move it away");
    if (!directory) {
        fs::link_or_copy(from, to);
        return;
    }
    // Ours appear again when something goes into them; an empty one does not stay.
    const bool foreign = !our_directories_.contains(name) && !fs::is_there(to);
    if (foreign) make_private_directory(to);
    keep_directory(name);
    // Not before: it may be one that nobody can write to.
    if (foreign) copy_mode(from, to);
}

} // namespace calpkg::repo
