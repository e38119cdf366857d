#include "lib/repo/history.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace calpkg;
using repo::Manifest;
using repo::ManifestComponent;

namespace {

ManifestComponent build(const std::string& version, bool with_source = true,
                        const std::string& component = "diamond",
                        const std::string& arch = "noarch") {
    const std::string nvr = component + "-" + version + "-0";
    ManifestComponent made{.component = component,
                           .name = component,
                           .version = version,
                           .release = "0",
                           .arch = arch};
    made.artifacts.push_back(
        {component, arch + "/" + nvr + "." + arch + ".rpm", nvr + "." + arch, 1, "", ""});
    if (with_source)
        made.artifacts.push_back({component, "SRPMS/" + nvr + ".src.rpm", nvr + ".src", 1, "", ""});
    return made;
}

/// "1.1 (1.0, 1.2 withdrawn)": versions of the newest and of the earlier builds, the binary packages' or `source`'s.
std::string shown(const Manifest& manifest, bool source = false) {
    std::string text;
    const auto show = [&](const ManifestComponent& component) {
        for (const repo::Artifact& artifact : component.artifacts)
            if (repo::is_source(artifact.path) == source)
                text += component.version + (component.withdrawn ? "w" : "") + " ";
    };
    std::ranges::for_each(manifest.components, show);
    text += "| ";
    std::ranges::for_each(manifest.earlier, show);
    return text;
}

Manifest built(const std::vector<std::string>& versions) {
    Manifest manifest;
    for (const std::string& version : versions) repo::add_build(manifest, build(version), false);
    return manifest;
}

} // namespace

TEST_CASE("the build before becomes an earlier one") {
    CHECK(shown(built({"1.0", "1.1", "1.2"})) == "1.2 | 1.1 1.0 ");
}

TEST_CASE(
    "the newest versions stay by rpm's order, each architecture and the sources for themselves") {
    Manifest manifest = built({"1.2", "1.9", "1.10"});
    repo::retain(manifest, 2);
    CHECK(shown(manifest) == "1.10 | 1.9 ");
    CHECK(shown(manifest, true) == "1.10 | 1.9 ");
    repo::add_build(manifest, build("1.11", false), false);
    repo::retain(manifest, 2);
    CHECK(shown(manifest) == "1.11 | 1.10 ");
    CHECK(shown(manifest, true) == "| 1.10 1.9 "); // 1.11 was built without a source package
    repo::add_build(manifest, build("1.12", true, "diamond", "x86_64"), false);
    repo::retain(manifest, 1);
    CHECK(shown(manifest) == "1.12 | 1.11 ");
    CHECK(shown(manifest, true) == "1.12 | ");
}

TEST_CASE("an older build withdraws the newer ones, and the next one takes them away") {
    Manifest manifest = built({"1.0", "1.2"});
    repo::add_build(manifest, build("1.1"), false);
    CHECK(shown(manifest) == "1.1 | 1.2w 1.0 ");
    CHECK(repo::newest_of("diamond", manifest)->version_release == "1.1-0");
    repo::retain(manifest, 2);
    CHECK(shown(manifest) == "1.1 | 1.2w 1.0 ");
    repo::forget_withdrawn(manifest);
    CHECK(shown(manifest) == "1.1 | 1.0 ");
}

TEST_CASE("keeping one version only keeps nothing that was withdrawn") {
    Manifest manifest = built({"1.2"});
    repo::add_build(manifest, build("1.1"), false);
    repo::retain(manifest, 1);
    CHECK(shown(manifest) == "1.1 | ");
}

TEST_CASE("a build that is made again without its source package keeps the one that is published") {
    Manifest manifest = built({"1.0"});
    repo::add_build(manifest, build("1.0", false), false);
    CHECK(shown(manifest, true) == "1.0 | ");
    CHECK(repo::is_current(build("1.0"), manifest));
    repo::add_build(manifest, build("1.0", false),
                    true); // of other content: it does not fit any more
    CHECK(shown(manifest, true) == "| ");
}

TEST_CASE("components that are built no more are withdrawn with their earlier builds") {
    Manifest manifest = built({"1.0", "1.1"});
    repo::add_build(manifest, build("2.0", true, "server", "x86_64"), false);
    repo::withdraw_others(manifest, {"server"});
    CHECK(shown(manifest) == "2.0 | 1.0w 1.1w ");
}

TEST_CASE("the newest of a name is cal-pkg's own") {
    Manifest manifest = built({"1.0", "1.1"});
    CHECK(repo::newest_of("diamond", manifest)->version_release == "1.1-0");
    CHECK_FALSE(repo::newest_of("server", manifest));
}

TEST_CASE(
    "an index lists what was not withdrawn, sources for themselves, others' packages among them") {
    Manifest manifest = built({"1.0", "1.2"});
    repo::add_build(manifest, build("1.1"), false);
    manifest.others.push_back({"", "SRPMS/mine-1-1.src.rpm", "mine-1-1.src", 1, "", ""});
    using Paths = std::vector<std::filesystem::path>;
    CHECK(repo::listed_packages(manifest, false) ==
          Paths{"noarch/diamond-1.0-0.noarch.rpm", "noarch/diamond-1.1-0.noarch.rpm"});
    CHECK(repo::listed_packages(manifest, true) == Paths{"SRPMS/diamond-1.0-0.src.rpm",
                                                         "SRPMS/diamond-1.1-0.src.rpm",
                                                         "SRPMS/mine-1-1.src.rpm"});
    CHECK(repo::find_artifact(manifest, "noarch/diamond-1.2-0.noarch.rpm")->path ==
          "noarch/diamond-1.2-0.noarch.rpm");
    CHECK(repo::find_artifact(manifest, "SRPMS/mine-1-1.src.rpm") != nullptr);
    CHECK(repo::find_artifact(manifest, "noarch/diamond-1.3-0.noarch.rpm") == nullptr);
    manifest.components[0].artifacts.clear();
    repo::drop_hollow(manifest);
    CHECK(manifest.components.empty());
    CHECK(manifest.earlier.size() == 2);
}
