#include "lib/repo/others.hpp"

#include "lib/repo/index.hpp"
#include "lib/repo/replacement.hpp"
#include "lib/report/error.hpp"
#include "lib/rpm/format/package_parts.hpp"
#include "lib/rpm/format/stated_sizes.hpp"
#include "lib/rpm/version_order.hpp"

#include <algorithm>

namespace calpkg::repo {

namespace stdfs = std::filesystem;

std::set<stdfs::path> published_packages(const stdfs::path& directory) {
    std::set<stdfs::path> packages = packages_in_index(directory);
    for (const stdfs::path& source : packages_in_index(directory / kSources))
        packages.insert(kSources / source);
    return packages;
}

std::string version_of(const Artifact& artifact, const std::string& name) {
    const std::string& nevra = artifact.nevra;
    if (!nevra.starts_with(name + "-") || nevra.ends_with(".src")) return {};
    const std::string rest = nevra.substr(name.size() + 1, nevra.rfind('.') - name.size() - 1);
    return std::ranges::count(rest, '-') == 1 ? rest : std::string();
}

std::optional<Artifact> newest_other(const stdfs::path& directory, const Manifest& manifest,
                                     const std::vector<stdfs::path>& unknown,
                                     const std::string& name) {
    std::optional<Artifact> newest;
    const auto consider = [&](const std::string& path) {
        const Artifact artifact = describe_package(directory, path);
        const std::string version = version_of(artifact, name);
        if (!version.empty() &&
            (!newest || rpm::compare_versions(version_of(*newest, name), version) < 0))
            newest = artifact;
    };
    // Read again: manifests of older versions know no epochs.
    for (const Artifact& other : manifest.others)
        if (!version_of(other, name).empty()) consider(other.path);
    if (unknown.empty()) return newest;
    const std::set<stdfs::path> listed = published_packages(directory);
    for (const stdfs::path& package : unknown)
        if (listed.contains(package)) consider(package.string());
    return newest;
}

void tell_wrong_sizes(const stdfs::path& package, report::Findings& findings) {
    try {
        rpm::verify_stated_sizes(rpm::OpenPackage(package));
    } catch (const report::Error& error) {
        findings.emplace_back("wrong-size", report::Severity::warning, package.string(),
                              error.reason(), "build it again, if it is yours");
    }
}

} // namespace calpkg::repo
