#include "lib/repo/tree/published_files.hpp"

#include "lib/fs/file.hpp"
#include "lib/fs/status.hpp"
#include "lib/fs/walk.hpp"
#include "lib/hash/digest.hpp"
#include "lib/repo/seal/manifest_seal.hpp"
#include "lib/repo/tree/compare_trees.hpp"
#include "lib/report/error.hpp"

#include <algorithm>
#include <set>
#include <sys/stat.h>

namespace calpkg::repo {

namespace {

namespace stdfs = std::filesystem;

std::vector<SealedFile> files_in(const stdfs::path& manifest) {
    try {
        return sealed_files(fs::read_file(manifest), manifest.string())
            .value_or(std::vector<SealedFile>{});
    } catch (const report::Error& error) {
        throw report::Error(error.subject(), error.reason(),
                            "put the published one back, or choose another --out");
    }
}

} // namespace

PublishedFiles::PublishedFiles(stdfs::path directory) : directory_(std::move(directory)) {
    for (const SealedFile& file : files_in(directory_ / kManifestName))
        digests_[file.path] = file.sha256;
}

std::string PublishedFiles::name_of(const stdfs::path& path) const {
    return path.lexically_relative(directory_).generic_string();
}

bool PublishedFiles::knows(const stdfs::path& path) const {
    return digests_.contains(name_of(path));
}

bool PublishedFiles::is_changed(const stdfs::path& path) const {
    const auto known = digests_.find(name_of(path));
    if (known == digests_.end()) return false;
    const auto status = fs::status_if_there(path);
    return status && (!S_ISREG(status->st_mode) || hash::sha256_file(path) != known->second);
}

bool PublishedFiles::has(const std::string& name, const std::string& sha256) const {
    const auto known = digests_.find(name);
    return known != digests_.end() && known->second == sha256;
}

bool PublishedFiles::are_all(const std::map<std::string, std::string>& packages,
                             const hash::FileDigests& digests) const {
    std::map<std::string, std::string> missing = digests_;
    missing.insert(packages.begin(), packages.end());
    missing[kManifestName];
    std::map<stdfs::path, std::string> found;
    std::set<std::string> empty; // directories
    bool only_these = true;
    fs::walk(directory_, [&](const stdfs::path& path) {
        const std::string name = name_of(path);
        empty.erase(name_of(path.parent_path()));
        const mode_t kind = fs::status_of(path).st_mode & S_IFMT;
        if (kind == S_IFDIR) {
            empty.insert(name);
            return;
        }
        const auto expected = missing.find(name);
        only_these = only_these && kind == S_IFREG && expected != missing.end();
        if (!only_these) return;
        if (name != kManifestName) found[path] = expected->second;
        missing.erase(expected);
    });
    return only_these && missing.empty() && empty.empty() &&
           std::ranges::all_of(
               found, [&](const auto& file) { return digests.of(file.first) == file.second; });
}

void PublishedFiles::refuse_changed(const stdfs::path& path, const std::string& way_out) const {
    if (is_changed(path))
        throw report::Error(path.string(),
                            "was changed since it was published (it is not the file that "
                            "manifest.json tells of)",
                            "put the published one back, " + way_out);
}

void PublishedFiles::refuse_changed_log(const stdfs::path& log, bool accepted) const {
    if (!accepted) refuse_changed(log, "remove it, or take this one with --replace");
}

void PublishedFiles::refuse_changed_in(const stdfs::path& tree,
                                       const std::function<bool(const stdfs::path&)>& counts,
                                       bool accept_logs) const {
    for (const auto& [name, digest] : digests_) {
        const stdfs::path path = directory_ / name;
        if (!counts(name) || !is_same_entry(path, tree / name)) continue; // made anew, or gone
        if (name.starts_with("logs/"))
            refuse_changed_log(path, accept_logs);
        else
            refuse_changed(path, "or remove it");
    }
}

void PublishedFiles::tell_mended(const stdfs::path& tree, report::Findings& findings) const {
    for (const auto& [name, digest] : digests_) {
        const stdfs::path path = directory_ / name;
        // createrepo_c and gpg, run by somebody, change these.
        if (path.filename() == "repomd.xml" || path.extension() == ".asc") continue;
        if (!fs::is_there(tree / name) || is_same_entry(path, tree / name) || !is_changed(path))
            continue;
        findings.emplace_back("mended-file", report::Severity::warning, path.string(),
                              "was changed since it was published (it is not the file that "
                              "manifest.json tells of), and is made anew",
                              "find out what changed it: others may have fetched it");
    }
}

} // namespace calpkg::repo
