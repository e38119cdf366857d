#include "lib/fs/file.hpp"
#include "lib/hash/digest.hpp"
#include "lib/repo/seal/manifest_seal.hpp"
#include "lib/repo/tree/published_files.hpp"
#include "support/support.hpp"

#include <doctest/doctest.h>

using namespace calpkg;

namespace {

/// A directory with a log and a package, and its manifest.
struct Directory {
    test::Dir dir;

    Directory() {
        dir.write("logs/a.log", "log");
        dir.write("noarch/a.rpm", "package");
        dir.write("manifest.json", repo::sealed_manifest("{\n  \"format\": 1\n}\n", dir.path()));
    }
    bool are_all() const {
        return repo::PublishedFiles(dir.path())
            .are_all({{"noarch/a.rpm", hash::sha256("package")}}, hash::FileDigests());
    }
};

} // namespace

TEST_CASE("a directory that holds what its manifest tells, and nothing else") {
    const Directory directory;
    CHECK(directory.are_all());
    const repo::PublishedFiles files(directory.dir.path());
    CHECK(files.has("logs/a.log", hash::sha256("log")));
    CHECK_FALSE(files.has("logs/a.log", hash::sha256("other")));
    CHECK_FALSE(files.has("logs/b.log", hash::sha256("log")));
}

TEST_CASE("whatever else is in a directory, is missing or has changed is seen") {
    const auto sees = [](const std::function<void(const std::filesystem::path&)>& change) {
        const Directory directory;
        change(directory.dir.path());
        return !directory.are_all();
    };
    CHECK(sees([](const auto& top) { fs::write_file(top / "logs/a.log", "lag"); }));
    CHECK(sees([](const auto& top) { fs::write_file(top / "noarch/a.rpm", "Package"); }));
    CHECK(sees([](const auto& top) { fs::write_file(top / "noarch/b.rpm", "package"); }));
    CHECK(sees([](const auto& top) { fs::write_file(top / "notes", ""); }));
    CHECK(sees([](const auto& top) { std::filesystem::remove(top / "logs/a.log"); }));
    CHECK(sees([](const auto& top) { std::filesystem::remove_all(top / "noarch"); }));
    CHECK(sees([](const auto& top) { std::filesystem::create_directory(top / "x86_64"); }));
    CHECK(sees([](const auto& top) {
        std::filesystem::rename(top / "logs/a.log", top / "logs/b.log");
        std::filesystem::create_symlink("b.log", top / "logs/a.log");
    }));
}

TEST_CASE("a file that was changed and is made anew is told, unless others change it") {
    test::Dir dir, tree;
    for (const char* name : {"a.md", "b.md", "repodata/repomd.xml", "manifest.json.asc"}) {
        dir.write(name, "old");
        tree.write(name, "old");
    }
    dir.write("manifest.json", repo::sealed_manifest("{\n  \"format\": 1\n}\n", dir.path()));
    const repo::PublishedFiles files(dir.path());
    const auto told = [&] {
        report::Findings findings;
        files.tell_mended(tree.path(), findings);
        std::string subjects;
        for (const report::Finding& finding : findings)
            subjects += std::filesystem::path(finding.subject).filename().string() + " ";
        return subjects;
    };
    CHECK(told().empty());
    for (const char* name : {"b.md", "repodata/repomd.xml", "manifest.json.asc"})
        dir.write(name, "new");
    CHECK(told() == "b.md ");
    std::filesystem::remove(tree.path() / "b.md"); // it goes
    CHECK(told().empty());
}
