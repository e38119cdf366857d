#include "lib/repo/refusals.hpp"

#include "lib/fs/status.hpp"
#include "lib/repo/history.hpp"
#include "lib/repo/index.hpp"
#include "lib/repo/others.hpp"
#include "lib/report/error.hpp"
#include "lib/rpm/version_order.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <system_error>

namespace calpkg::repo {

namespace stdfs = std::filesystem;

std::set<stdfs::path> our_directories(const Manifest& manifest) {
    std::set<stdfs::path> ours{".", kIndex, kSources, kSourceIndex, "logs"};
    for (const auto* list : {&manifest.components, &manifest.earlier})
        for (const ManifestComponent& build : *list)
            for (const Artifact& artifact : build.artifacts)
                ours.insert(stdfs::path(artifact.path).parent_path());
    return ours;
}

void refuse_links(const stdfs::path& directory, const std::set<stdfs::path>& names) {
    for (const stdfs::path& name : names) {
        std::error_code failure; // of what cannot be read require_replaceable() tells
        if (stdfs::is_symlink(directory / name, failure))
            throw report::Error((directory / name).string(),
                                "is a symbolic link, and would have to be a directory",
                                "put the directory that it leads to in its place");
    }
}

void refuse_older_than_ours(const stdfs::path& directory, const Manifest& manifest,
                            const std::string& name, const std::string& version_release) {
    const std::optional<Versioned> newest = newest_of(name, manifest);
    if (newest && rpm::compare_versions(version_release, newest->version_release) < 0)
        throw report::Error(
            name + "-" + version_release,
            fmt::format("is older than {}, which is published in {}", newest->version_release,
                        directory.string()),
            "build a newer commit, or publish it all the same with --allow-downgrade");
}

void refuse_older_than_others(const stdfs::path& directory, const Manifest& manifest,
                              const std::vector<stdfs::path>& unknown, const std::string& name,
                              const std::string& version_release) {
    const std::optional<Artifact> other = newest_other(directory, manifest, unknown, name);
    if (other && rpm::compare_versions(version_release, version_of(*other, name)) < 0)
        throw report::Error(
            name + "-" + version_release,
            fmt::format("is older than {} ({}), which somebody else has put there and an index "
                        "lists: yum would go on taking that one",
                        (directory / other->path).string(), version_of(*other, name)),
            "move that one out of the directory");
}

void refuse_other_commit(const stdfs::path& directory, const Manifest& manifest,
                         const plan::Plan& plan) {
    const std::string version = plan.version + "-" + plan.release;
    const auto look = [&](const ManifestComponent& build) {
        if (build.artifacts.empty() || build.commit == plan.commit || build.name != plan.name ||
            build.arch != plan.arch || version_release(build) != version)
            return;
        const std::string path = (directory / build.artifacts.front().path).string();
        if (!plan.from_checkout)
            throw report::Error(path,
                                "is published, made from another layout, other files or settings "
                                "of the same version",
                                fmt::format("give these a higher version (--version-of {}={}-…), "
                                            "or publish them with --replace",
                                            plan.component, plan.version));
        throw report::Error(path,
                            fmt::format("is published, built from commit {}, and one of commit {} "
                                        "would take its place",
                                        build.commit, plan.commit),
                            "give that commit a version of its own, or publish it with --replace");
    };
    std::ranges::for_each(manifest.components, look);
    std::ranges::for_each(manifest.earlier, look);
}

void refuse_made_meanwhile(const stdfs::path& directory, bool was_empty) {
    std::error_code failure;
    if (fs::is_there(directory) && !(was_empty && stdfs::is_empty(directory, failure) && !failure))
        throw report::Error(directory.string(), "was made by somebody else while this build ran",
                            "see what it is, then build again");
}

void refuse_doubles(const stdfs::path& directory, const Manifest& manifest) {
    for (const Artifact& other : manifest.others) {
        const auto compare = [&](const Artifact& artifact) {
            if (other.nevra == artifact.nevra && other.path != artifact.path &&
                other.header_sha256 != artifact.header_sha256)
                throw report::Error(
                    (directory / other.path).string(),
                    "is listed under the name of " + artifact.path + ", and is another package",
                    "remove it, or build another version");
        };
        for (const auto* list : {&manifest.components, &manifest.earlier})
            for (const ManifestComponent& build : *list)
                if (!build.withdrawn) std::ranges::for_each(build.artifacts, compare);
        std::ranges::for_each(manifest.others, compare);
    }
}

} // namespace calpkg::repo
