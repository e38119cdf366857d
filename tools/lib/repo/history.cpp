#include "lib/repo/history.hpp"

#include "lib/fs/status.hpp"
#include "lib/rpm/version_order.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace calpkg::repo {

namespace {

bool is_older(const std::string& a, const std::string& b) {
    return rpm::compare_versions(a, b) < 0;
}

bool has_binary(const ManifestComponent& component) {
    return std::ranges::any_of(component.artifacts,
                               [](const Artifact& artifact) { return !is_source(artifact.path); });
}

void take_leftovers(ManifestComponent& build, const ManifestComponent& published) {
    for (const Artifact& artifact : published.artifacts)
        if (std::ranges::find(build.artifacts, artifact.path, &Artifact::path) ==
            build.artifacts.end())
            build.artifacts.push_back(artifact);
}

/// How many builds list a package of `one`'s name and architecture (or a source package of the name) that is newer.
unsigned count_newer(const ManifestComponent& one, bool source, const Manifest& manifest) {
    unsigned newer = 0;
    const auto count = [&](const ManifestComponent& other) {
        const bool counts = std::ranges::any_of(other.artifacts, [&](const Artifact& artifact) {
            return is_source(artifact.path) == source;
        });
        if (counts && !other.withdrawn && other.name == one.name &&
            (source || other.arch == one.arch) &&
            is_older(version_release(one), version_release(other)))
            ++newer;
    };
    std::ranges::for_each(manifest.components, count);
    std::ranges::for_each(manifest.earlier, count);
    return newer;
}

} // namespace

std::optional<Versioned> newest_of(const std::string& name, const Manifest& manifest) {
    std::optional<Versioned> newest;
    const auto consider = [&](const std::string& version) {
        if (!newest || is_older(newest->version_release, version)) newest = {name, version};
    };
    for (const auto* list : {&manifest.components, &manifest.earlier})
        for (const ManifestComponent& component : *list)
            if (component.name == name && !component.withdrawn && has_binary(component))
                consider(version_release(component));
    return newest;
}

bool is_same_build(const ManifestComponent& a, const ManifestComponent& b) {
    return a.component == b.component && a.name == b.name && a.arch == b.arch &&
           version_release(a) == version_release(b);
}

bool is_current(const ManifestComponent& build, const Manifest& manifest) {
    return std::ranges::any_of(manifest.components, [&](const ManifestComponent& component) {
        return is_same_build(component, build);
    });
}

void add_build(Manifest& manifest, ManifestComponent build, bool content_replaced) {
    std::vector<ManifestComponent> before;
    for (auto* list : {&manifest.components, &manifest.earlier}) {
        const auto others = std::stable_partition(list->begin(), list->end(),
                                                  [&](const ManifestComponent& component) {
                                                      return component.component != build.component;
                                                  });
        before.insert(before.end(), std::make_move_iterator(others),
                      std::make_move_iterator(list->end()));
        list->erase(others, list->end());
    }
    for (ManifestComponent& earlier : before) {
        if (is_same_build(earlier, build)) {
            if (!content_replaced) take_leftovers(build, earlier);
            continue;
        }
        if (earlier.name == build.name &&
            is_older(version_release(build), version_release(earlier)))
            earlier.withdrawn = true;
        manifest.earlier.push_back(std::move(earlier));
    }
    manifest.components.push_back(std::move(build));
}

void withdraw_others(Manifest& manifest, const std::set<std::string>& stay) {
    for (ManifestComponent& earlier : manifest.earlier)
        if (!stay.contains(earlier.component)) earlier.withdrawn = true;
    std::vector<ManifestComponent> kept;
    for (ManifestComponent& component : manifest.components) {
        component.withdrawn = !stay.contains(component.component);
        (component.withdrawn ? manifest.earlier : kept).push_back(std::move(component));
    }
    manifest.components = std::move(kept);
}

void forget_withdrawn(Manifest& manifest) {
    std::erase_if(manifest.earlier, &ManifestComponent::withdrawn);
}

void retain(Manifest& manifest, unsigned keep) {
    std::vector<ManifestComponent> kept;
    for (const ManifestComponent& earlier : manifest.earlier) {
        ManifestComponent now = earlier;
        std::erase_if(now.artifacts, [&](const Artifact& artifact) {
            if (earlier.withdrawn) return keep == 1;
            return count_newer(earlier, is_source(artifact.path), manifest) >= keep;
        });
        if (!now.artifacts.empty()) kept.push_back(std::move(now));
    }
    manifest.earlier = std::move(kept);
}

std::vector<std::filesystem::path> listed_packages(const Manifest& manifest, bool sources) {
    std::vector<std::filesystem::path> packages;
    const auto take = [&](const Artifact& artifact) {
        if (is_source(artifact.path) == sources) packages.emplace_back(artifact.path);
    };
    for (const auto* list : {&manifest.components, &manifest.earlier})
        for (const ManifestComponent& build : *list)
            if (!build.withdrawn) std::ranges::for_each(build.artifacts, take);
    std::ranges::for_each(manifest.others, take);
    std::ranges::sort(packages);
    return packages;
}

const Artifact* find_artifact(const Manifest& manifest, const std::string& path) {
    const auto find = [&](const std::vector<Artifact>& artifacts) {
        const auto found = std::ranges::find(artifacts, path, &Artifact::path);
        return found == artifacts.end() ? nullptr : &*found;
    };
    for (const auto* list : {&manifest.components, &manifest.earlier})
        for (const ManifestComponent& build : *list)
            if (const Artifact* found = find(build.artifacts)) return found;
    return find(manifest.others);
}

Manifest what_is_there(Manifest manifest, const std::filesystem::path& directory) {
    const auto is_gone = [&](const Artifact& one) { return !fs::is_there(directory / one.path); };
    for (auto* list : {&manifest.components, &manifest.earlier})
        for (ManifestComponent& build : *list) std::erase_if(build.artifacts, is_gone);
    std::erase_if(manifest.others, is_gone);
    return manifest;
}

void drop_hollow(Manifest& manifest) {
    const auto is_hollow = [](const ManifestComponent& build) { return build.artifacts.empty(); };
    std::erase_if(manifest.components, is_hollow);
    std::erase_if(manifest.earlier, is_hollow);
}

} // namespace calpkg::repo
