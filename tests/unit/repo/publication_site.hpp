#pragma once

#include "lib/hash/digest.hpp"
#include "lib/repo/metadata/repomd.hpp"
#include "lib/repo/publication.hpp"
#include "lib/repo/replacement.hpp"
#include "unit/repo/fixture.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <sys/stat.h>

namespace calpkg::test {

/// The time of the commit that packages of a PublicationSite are made from.
inline constexpr std::int64_t kCommit = 1404216000;

/// A directory into which versions of a small package are published.
class PublicationSite {
public:
    repo::BuiltWith tools{"4.18.0", "4.18.0", "0.17.3", 1, {}, {}};

    std::filesystem::path top() const { return dir_.path() / "el6"; }
    std::filesystem::path at(const std::string& name) const { return top() / name; }

    repo::Published publish(const std::string& version, const repo::Rules& rules = {.keep = 2},
                            const std::string& text = "text", std::int64_t commit = kCommit) const {
        repo::Publication publication(top(), "el6", rules, {});
        publication.refuse_downgrade("tiny", version + "-1");
        const auto package = tiny_package(version, text);
        const std::string path = "noarch/" + package.filename().string();
        std::filesystem::create_directories(publication.tree() / "noarch");
        std::filesystem::copy_file(package, publication.tree() / path);
        fs::set_mode_and_time(publication.tree() / path, 0644, commit);
        std::filesystem::create_directories(publication.tree() / "logs");
        fs::write_file(publication.tree() / "logs/tiny.log",
                       "log of " + version + " by " + tools.rpmbuild);
        fs::set_time(publication.tree() / "logs/tiny.log", commit);
        repo::ManifestComponent built{.component = "tiny",
                                      .name = "tiny",
                                      .version = version,
                                      .release = "1",
                                      .arch = "noarch",
                                      .epoch = commit,
                                      .built_with = tools};
        built.made_from = provenance::MadeFrom{
            {{"checkout", "git+https://x.org/" + tools.rpmbuild, {{"gitCommit", "c"}}}}};
        built.made_from->parts.emplace();
        built.artifacts = {repo::describe_package(publication.tree(), path)};
        built.artifacts[0].component = "tiny";
        return publication.publish({built}, false);
    }
    repo::Published renew(const repo::Rules& rules = {}) const {
        return repo::Publication(top(), {}, rules, {}).renew();
    }

    repo::Repomd repomd() const { return {fs::read_file(at("repodata/repomd.xml")), "repomd.xml"}; }
    std::string names(const std::string& directory) const {
        std::vector<std::string> found;
        for (const auto& entry : std::filesystem::directory_iterator(at(directory)))
            found.push_back(entry.path().filename().string());
        std::ranges::sort(found);
        std::string text;
        for (const std::string& name : found) text += name + " ";
        return text;
    }
    /// Everything with its bytes, times and inodes.
    std::string everything() const {
        std::map<std::string, std::string> files;
        for (const auto& entry : std::filesystem::recursive_directory_iterator(dir_.path())) {
            struct stat status {};
            REQUIRE(lstat(entry.path().c_str(), &status) == 0);
            files[entry.path().string()] =
                std::to_string(status.st_ino) + " " + std::to_string(status.st_mtime) + " " +
                (entry.is_regular_file() ? hash::sha256_file(entry) : "");
        }
        std::string text;
        for (const auto& [name, content] : files) text += name + " " + content + "\n";
        return text;
    }

private:
    Dir dir_;
};

} // namespace calpkg::test
