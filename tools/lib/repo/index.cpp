#include "lib/repo/index.hpp"

#include "lib/fs/file.hpp"
#include "lib/fs/metadata.hpp"
#include "lib/fs/status.hpp"
#include "lib/fs/transfer.hpp"
#include "lib/hash/digest.hpp"
#include "lib/repo/artifact.hpp"
#include "lib/repo/metadata/metadata_file.hpp"
#include "lib/repo/metadata/repomd.hpp"
#include "lib/repo/repodata.hpp"
#include "lib/repo/tree/compare_trees.hpp"
#include "lib/report/error.hpp"

#include <algorithm>
#include <charconv>
#include <optional>
#include <sys/stat.h>
#include <system_error>

namespace calpkg::repo {

namespace {

namespace stdfs = std::filesystem;

constexpr std::int64_t kLatestTime = 253402300799; ///< the end of the year 9999; no file has more

std::optional<std::int64_t> number(const std::string& text) {
    std::int64_t value = 0;
    const char* end = text.data() + text.size();
    const auto [at, error] = std::from_chars(text.data(), end, value);
    if (error != std::errc() || at != end || value < 0) return std::nullopt;
    return value;
}

std::vector<stdfs::path> files_in(const stdfs::path& directory) {
    std::vector<stdfs::path> files;
    std::error_code failure;
    for (stdfs::directory_iterator it(directory, failure), end; !failure && it != end;
         it.increment(failure))
        files.push_back(it->path());
    if (failure && failure != std::errc::no_such_file_or_directory)
        throw report::system_error(directory.string(), "read", failure.value());
    std::ranges::sort(files);
    return files;
}

Repomd read_repomd(const stdfs::path& file) { return {fs::read_file(file), file.string()}; }

/// That of `directory`; nothing when there is none, or one that no client can read.
std::optional<Repomd> published_repomd(const stdfs::path& directory, report::Findings* findings) {
    const stdfs::path file = directory / kRepomd;
    if (!fs::is_there(file)) return std::nullopt;
    const std::string text = fs::read_file(file); // what cannot be read is not damaged
    try {
        return Repomd(text, file.string());
    } catch (const report::Error& error) {
        if (findings != nullptr)
            findings->emplace_back("damaged-index", report::Severity::warning, file.string(),
                                   error.reason() + "; what it named beside packages is lost",
                                   "add errata and groups again with modifyrepo_c");
        return std::nullopt;
    }
}

std::string digest_of(const stdfs::path& file, hash::Algorithm algorithm) {
    hash::Digest digest(algorithm);
    digest.update(fs::read_file(file, kLargestMetadata));
    return digest.finish();
}

bool is_here(const MetadataRecord& record, const stdfs::path& directory) {
    const stdfs::path path(record.href);
    return !record.elsewhere && path.is_relative() && std::ranges::find(path, "..") == path.end() &&
           fs::is_there(directory / path);
}

/// Whether every file that an index names is there and is the one that it means.
bool is_sound(const Repomd& repomd, const stdfs::path& directory) {
    return std::ranges::all_of(repomd.records(), [&](const MetadataRecord& record) {
        if (record.elsewhere) return true;
        if (!is_here(record, directory)) return false;
        const auto algorithm = checksum_algorithm(record.checksum_type);
        return !algorithm || digest_of(directory / record.href, *algorithm) == record.checksum;
    });
}

/// Whether repomd.xml is not the published one, though it names nothing that somebody has added since.
bool is_damaged(const Repomd& repomd, const stdfs::path& directory, const PublishedFiles& files) {
    return files.is_changed(directory / kRepomd) &&
           std::ranges::all_of(repomd.records(), [&](const MetadataRecord& record) {
               return record.elsewhere || files.knows(directory / record.href);
           });
}

/// Whether two indexes name the same files, whatever the time.
bool name_the_same(const Repomd& one, const Repomd& other) {
    const auto named = [](const Repomd& repomd) {
        std::vector<std::string> files;
        for (const MetadataRecord& record : repomd.records())
            files.push_back(record.type + '\n' + record.href + '\n' + record.checksum);
        std::ranges::sort(files);
        return files;
    };
    return named(one) == named(other);
}

/// Brings errata, groups and the like into the new index.
void adopt(Repomd& repomd, const Repomd& old, const stdfs::path& published, std::int64_t time,
           report::Findings& findings) {
    repomd.adopt(old, [&](MetadataRecord& record) {
        if (record.elsewhere) return true;
        if (!is_here(record, published)) {
            findings.emplace_back(
                "missing-metadata", report::Severity::warning, (published / kRepomd).string(),
                "names " + record.href + ", which is not there; the new one does not",
                "add it again with modifyrepo_c");
            return false;
        }
        const auto algorithm = checksum_algorithm(record.checksum_type);
        if (!algorithm) return true;
        const std::string digest = digest_of(published / record.href, *algorithm);
        if (digest != record.checksum) record.timestamp = time;
        record.checksum = digest;
        return true;
    });
}

/// A revision that is no time (20140801120000) goes on by itself.
std::string next_revision(const Repomd& old, std::int64_t time) {
    const std::optional<std::int64_t> before = number(old.revision());
    return std::to_string(before && *before >= time ? *before + 1 : time);
}

void link_all(const stdfs::path& from, const stdfs::path& to) {
    for (const stdfs::path& file : files_in(from))
        if (!fs::is_real_directory(file)) fs::link_or_copy(file, to / file.filename());
}

bool is_of_repomd(const std::string& name) {
    return name.starts_with("repomd.xml.") && !name.ends_with(".key");
}

void tell_signatures(const stdfs::path& repodata, report::Findings& findings) {
    for (const stdfs::path& file : files_in(repodata))
        if (is_of_repomd(file.filename().string()))
            findings.emplace_back("signature-dropped", report::Severity::warning, file.string(),
                                  "was made of the index before this one, so it is gone",
                                  "sign the new repomd.xml");
}

std::vector<std::string> named_by_checksum(const Repomd& repomd, const stdfs::path& directory) {
    std::vector<std::string> files;
    for (const MetadataRecord& record : repomd.records()) {
        const bool list =
            record.type == "primary" || record.type == "filelists" || record.type == "other";
        const stdfs::path path(record.href);
        if (list && path.parent_path() == kIndex && is_here(record, directory) &&
            path.filename().string().starts_with(record.checksum + "-"))
            files.push_back(record.href);
    }
    return files;
}

} // namespace

std::int64_t newest_time(const stdfs::path& directory) {
    std::int64_t newest = 0;
    for (const stdfs::path& file : files_in(directory / kIndex))
        newest = std::max(newest, file_time(file));
    const std::optional<Repomd> repomd = published_repomd(directory, nullptr);
    if (!repomd) return newest;
    const auto take = [&](std::int64_t time) {
        if (time <= kLatestTime) newest = std::max(newest, time);
    };
    take(number(repomd->revision()).value_or(0));
    for (const MetadataRecord& record : repomd->records()) take(record.timestamp);
    return newest;
}

std::int64_t next_time(const stdfs::path& directory, const std::optional<Manifest>& previous,
                       const Manifest& manifest) {
    std::int64_t own = 0;
    for (const ManifestComponent& component : manifest.components)
        own = std::max(own, component.epoch);
    if (!previous) return own;
    std::int64_t newest = std::max({newest_time(directory), newest_time(directory / kSources),
                                    file_time(directory / kManifestName)});
    const auto look = [&](const stdfs::path& name) {
        newest = std::max(newest, file_time(directory / name));
    };
    for (const auto* list : {&previous->components, &previous->earlier})
        for (const ManifestComponent& build : *list) {
            look(log_path(build.component));
            for (const Artifact& artifact : build.artifacts) look(artifact.path);
        }
    for (const Artifact& artifact : previous->others) look(artifact.path);
    return std::max(own, newest + 1);
}

Index renew_index(const stdfs::path& published, const stdfs::path& tree,
                  const std::vector<stdfs::path>& packages, std::int64_t time,
                  const PublishedFiles& files) {
    write_repository(tree, packages, time);
    Index index;
    Repomd repomd = read_repomd(tree / kRepomd);
    const std::optional<Repomd> old = published_repomd(published, &index.findings);
    if (old) {
        adopt(repomd, *old, published, time, index.findings);
        if (name_the_same(repomd, *old) && is_sound(*old, published) &&
            !is_damaged(*old, published, files)) {
            stdfs::remove_all(tree / kIndex);
            link_all(published / kIndex, tree / kIndex);
            return {};
        }
        repomd.set_revision(next_revision(*old, time));
        index.replaced = named_by_checksum(*old, published);
    }
    index.renewed = true;
    tell_signatures(published / kIndex, index.findings);
    fs::write_file(tree / kRepomd, repomd.text(), 0644, fs::Flush::no);
    for (const stdfs::path& file : files_in(tree / kIndex)) fs::set_mode_and_time(file, 0644, time);
    return index;
}

std::set<stdfs::path> packages_in_index(const stdfs::path& directory) {
    const std::optional<Repomd> repomd = published_repomd(directory, nullptr);
    std::set<stdfs::path> packages;
    if (!repomd) return packages;
    for (const MetadataRecord& record : repomd->records())
        if (record.type == "primary" && is_here(record, directory)) try {
                const stdfs::path file = directory / record.href;
                for (const ListedPackage& package : packages_in(metadata_text(file), file.string()))
                    packages.insert(stdfs::path(package.location).lexically_normal());
            } catch (const report::Error&) { // no client can read it either
                packages.clear();
            }
    return packages;
}

bool lists_as_they_are(const stdfs::path& directory,
                       const std::map<stdfs::path, std::string>& packages) {
    const std::optional<Repomd> repomd = published_repomd(directory, nullptr);
    if (!repomd) return false;
    std::map<stdfs::path, std::string> listed;
    for (const MetadataRecord& record : repomd->records()) {
        if (record.type != "primary") continue;
        if (!is_here(record, directory)) return false;
        const stdfs::path file = directory / record.href;
        for (const ListedPackage& package : packages_in(metadata_text(file), file.string())) {
            const stdfs::path name = stdfs::path(package.location).lexically_normal();
            if (!packages.contains(name) ||
                fs::status_of(directory / name).st_mtim.tv_sec != package.time)
                return false;
            listed[name] = package.checksum;
        }
    }
    return listed == packages;
}

bool is_made_of_packages(const stdfs::path& name) {
    std::string file = name.filename().string();
    if (file == "repomd.xml" || is_of_repomd(file)) return true;
    constexpr std::size_t shortest = 8;
    const std::size_t hex = file.find_first_not_of("0123456789abcdef");
    if (hex != std::string::npos && hex >= shortest && file[hex] == '-') file.erase(0, hex + 1);
    const std::string type = file.substr(0, file.find('.'));
    const std::string form = file.substr(type.size());
    return lists_packages(type) && (form.starts_with(".xml") || form.starts_with(".sqlite"));
}

} // namespace calpkg::repo
