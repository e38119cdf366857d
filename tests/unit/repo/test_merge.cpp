#include "lib/fs/file.hpp"
#include "lib/fs/metadata.hpp"
#include "lib/fs/transfer.hpp"
#include "lib/hash/digest.hpp"
#include "lib/repo/merge.hpp"
#include "lib/report/error.hpp"
#include "support/support.hpp"

#include <doctest/doctest.h>

#include <sys/stat.h>

using namespace calpkg;
using repo::Manifest;
using repo::ManifestComponent;
using repo::Merge;

namespace {

constexpr std::int64_t kTime = 1500000000;

/// A published directory of two components, with repository and manifest.
class MergedInto {
public:
    MergedInto() {
        manifest_.target = "el6";
        add("server", "x86_64/server-1.rpm");
        add("clients", "x86_64/clients-1.rpm");
        add("clients", "SRPMS/clients-1.src.rpm");
        dir_.write("old/repodata/repomd.xml", "old");
        dir_.write("old/repodata/" + std::string(64, 'a') + "-primary.xml.gz", "old");
        dir_.write("old/manifest.json", manifest_text(manifest_));
        fs::make_directories(new_tree());
    }

    Merge merge(bool accept_changed = false) const {
        return {old_tree(), manifest_, new_tree(), accept_changed, kTime};
    }
    /// Keeps what the manifest tells of a component; gives the packages as they are now.
    std::vector<repo::Artifact> keep(const std::string& component) const {
        merge().keep_file(repo::log_path(component));
        for (const ManifestComponent& published : manifest_.components)
            if (published.component == component) return merge().keep(published.artifacts);
        return {};
    }
    std::filesystem::path old_tree() const { return dir_.path() / "old"; }
    std::filesystem::path new_tree() const { return dir_.path() / "new"; }
    const test::Dir& dir() const { return dir_; }

    /// What the new tree holds, directories with a "/" at their end.
    std::string new_names() const {
        std::set<std::string> names;
        for (const auto& entry : std::filesystem::recursive_directory_iterator(new_tree()))
            names.insert(entry.path().lexically_relative(new_tree()).string() +
                         (entry.is_directory() && !entry.is_symlink() ? "/" : ""));
        std::string text;
        for (const std::string& name : names) text += name + " ";
        return text;
    }

private:
    void add(const std::string& component, const std::string& path) {
        dir_.write("old/" + path, path);
        dir_.write("old/logs/" + component + ".log", "log");
        if (manifest_.components.empty() || manifest_.components.back().component != component)
            manifest_.components.push_back({.component = component});
        manifest_.components.back().artifacts.push_back(
            {component, path, path, path.size(), hash::sha256(path), "header"});
    }

    test::Dir dir_;
    Manifest manifest_;
};

bool same_file(const std::filesystem::path& a, const std::filesystem::path& b) {
    struct stat one {};
    struct stat other {};
    return lstat(a.c_str(), &one) == 0 && lstat(b.c_str(), &other) == 0 &&
           one.st_ino == other.st_ino;
}

} // namespace

TEST_CASE("packages and logs that are kept stay, others of cal-pkg's go, directories included") {
    const MergedInto published;
    CHECK(published.keep("clients").size() == 2);
    published.merge().keep_foreign();
    CHECK(published.new_names() == "SRPMS/ SRPMS/clients-1.src.rpm logs/ logs/clients.log x86_64/ "
                                   "x86_64/clients-1.rpm ");
    CHECK(same_file(published.old_tree() / "x86_64/clients-1.rpm",
                    published.new_tree() / "x86_64/clients-1.rpm"));
}

TEST_CASE("files that users put there stay, wherever they are and whatever they are") {
    const MergedInto published;
    const test::Dir& dir = published.dir();
    dir.write("old/README", "mine", 0600);
    dir.write("old/x86_64/other-1.rpm", "mine");
    dir.write("old/repodata/comps.xml", "mine");
    dir.write("old/deep/er/file", "mine");
    dir.write("old/repodata/repomd.xml.key", "mine");
    std::filesystem::create_directory(published.old_tree() / "empty");
    std::filesystem::create_symlink("nowhere", published.old_tree() / "link");
    REQUIRE(mkfifo((published.old_tree() / "fifo").c_str(), 0600) == 0);

    published.merge().keep_foreign();
    CHECK(published.new_names() == "README deep/ deep/er/ deep/er/file empty/ fifo link repodata/ "
                                   "repodata/comps.xml repodata/repomd.xml.key x86_64/ "
                                   "x86_64/other-1.rpm ");
    CHECK(std::filesystem::read_symlink(published.new_tree() / "link") == "nowhere");
}

TEST_CASE("what was made of an old index does not stay beside a new one") {
    const MergedInto published;
    for (const char* name : {"repomd.xml.asc", "primary.sqlite.bz2", "filelists.xml.xz"})
        published.dir().write(std::string("old/repodata/") + name, "old");
    published.dir().write("old/SRPMS/repodata/repomd.xml", "old");
    published.merge().keep_foreign();
    CHECK(published.new_names() == "");
}

TEST_CASE("packages of others are found, hidden ones and those of cal-pkg are not") {
    const MergedInto published;
    for (const char* name : {"old/x86_64/other-1.rpm", "old/.work/hidden-1.rpm", "old/other.txt"})
        published.dir().write(name, "mine");
    CHECK(published.merge().foreign_packages() ==
          std::vector<std::filesystem::path>{"x86_64/other-1.rpm"});
}

TEST_CASE("a directory that its owner must not write to is kept with its files") {
    const MergedInto published;
    published.dir().write("old/frozen/file", "mine");
    chmod((published.old_tree() / "frozen").c_str(), 0555);
    published.merge().keep_foreign();
    CHECK(fs::read_file(published.new_tree() / "frozen/file") == "mine");
    chmod((published.old_tree() / "frozen").c_str(), 0755);
    chmod((published.new_tree() / "frozen").c_str(), 0755);
}

TEST_CASE("a user's file in the place of a new one is neither lost nor put over it") {
    const MergedInto published;
    published.dir().write("old/x86_64/server-2.rpm", "mine");
    published.dir().write("new/x86_64/server-2.rpm", "new");
    CHECK_THROWS_WITH_AS(published.merge().keep_foreign(),
                         doctest::Contains("server-2.rpm: is not cal-pkg's, but has the name of"),
                         report::Error);
    CHECK(fs::read_file(published.new_tree() / "x86_64/server-2.rpm") == "new");
    CHECK(fs::read_file(published.old_tree() / "x86_64/server-2.rpm") == "mine");
}

TEST_CASE("a link in the place of one of our directories does not lead packages astray") {
    const MergedInto published;
    std::filesystem::create_directory_symlink("/", published.old_tree() / "noarch");
    published.dir().write("new/noarch/diamond.rpm", "new");
    CHECK_THROWS_AS(published.merge().keep_foreign(), report::Error);
}

TEST_CASE("a package that somebody removed is no longer kept") {
    const MergedInto published;
    std::filesystem::remove(published.old_tree() / "SRPMS/clients-1.src.rpm");
    const std::vector<repo::Artifact> kept = published.keep("clients");
    REQUIRE(kept.size() == 1);
    CHECK(kept[0].path == "x86_64/clients-1.rpm");
}

TEST_CASE("what is made anew is not taken from the old tree") {
    const MergedInto published;
    published.dir().write("new/x86_64/server-1.rpm", "new");
    CHECK(published.keep("server").size() == 1);
    published.merge().keep_foreign();
    CHECK(fs::read_file(published.new_tree() / "x86_64/server-1.rpm") == "new");
}

TEST_CASE("a package that is not the one of the manifest is refused") {
    const MergedInto published;
    published.dir().write("old/x86_64/clients-1.rpm", "something else");
    CHECK_THROWS_WITH_AS(published.keep("clients"),
                         doctest::Contains("clients-1.rpm: was changed since it was published"),
                         report::Error);
}

TEST_CASE("where a hard link is refused the copy has content, mode and time") {
    const test::Dir dir;
    const auto from = dir.write("from", "content", 0640);
    fs::set_mode_and_time(from, 0644, 1404216000);
    chmod(from.c_str(), 0640);
    fs::copy_to(from, dir.path() / "to");
    struct stat status {};
    REQUIRE(stat((dir.path() / "to").c_str(), &status) == 0);
    CHECK((status.st_mode & 07777U) == 0640);
    CHECK(status.st_mtime == 1404216000);
    CHECK(fs::read_file(dir.path() / "to") == "content");

    std::filesystem::create_symlink("from", dir.path() / "link");
    fs::copy_to(dir.path() / "link", dir.path() / "link2");
    CHECK(std::filesystem::read_symlink(dir.path() / "link2") == "from");
    CHECK_THROWS_AS(fs::link_or_copy(from, dir.path() / "to"), report::Error);
}
