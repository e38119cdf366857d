#include "lib/hash/digest.hpp"
#include "lib/repo/seal/manifest_seal.hpp"
#include "lib/report/error.hpp"
#include "support/support.hpp"

#include <doctest/doctest.h>

#include <filesystem>

using namespace calpkg;

namespace {

const std::string kText = "{\n  \"format\": 1,\n  \"target\": \"el6\"\n}\n";

std::string sealed_sample(const test::Dir& dir) {
    dir.write("tree/logs/a.log", "log");
    dir.write("tree/INSTALL.md", "how");
    dir.write("tree/noarch/a.rpm", "package");
    dir.write("tree/manifest.json", "itself");
    dir.write("tree/manifest.json.asc", "its signature");
    std::filesystem::create_symlink("INSTALL.md", dir.path() / "tree/link");
    return repo::sealed_manifest(kText, dir.path() / "tree");
}

} // namespace

TEST_CASE("a sealed manifest names every other file, and is as good a manifest as before") {
    const test::Dir dir;
    const std::string text = sealed_sample(dir);
    const auto files = repo::sealed_files(text, "manifest.json");
    REQUIRE(files);
    REQUIRE(files->size() == 2);
    CHECK(files->at(0).path == "INSTALL.md");
    CHECK(files->at(1).path == "logs/a.log");
    CHECK(files->at(1).size == 3);
    CHECK(files->at(1).sha256 == hash::sha256("log"));
    CHECK(text.starts_with(kText.substr(0, kText.size() - 3)));
}

TEST_CASE("no byte of a sealed manifest can change unnoticed") {
    const test::Dir dir;
    const std::string text = sealed_sample(dir);
    for (std::size_t at = 0; at < text.size(); ++at) {
        CAPTURE(at);
        std::string other = text;
        other[at] = static_cast<char>(other[at] ^ 1);
        CHECK_THROWS_AS(repo::sealed_files(other, "manifest.json"), report::Error);
    }
    for (const std::string& other : {text + "\n", " " + text, text.substr(0, text.size() - 1)})
        CHECK_THROWS_WITH_AS(repo::sealed_files(other, "the file"),
                             doctest::Contains("the file: is damaged"), report::Error);
}

TEST_CASE("a manifest of an older version has no seal") {
    CHECK_FALSE(repo::sealed_files(kText, "manifest.json"));
}

TEST_CASE("manifests are compared without what the seal adds") {
    const test::Dir dir;
    const std::string sealed = sealed_sample(dir);
    CHECK(repo::is_same_but_for_seal(sealed, kText));
    std::string other = kText;
    other.replace(other.find("el6"), 3, "el7");
    CHECK_FALSE(repo::is_same_but_for_seal(sealed, other));
}

TEST_CASE("paths that others write stay inside") {
    CHECK(repo::is_inside("repodata/primary.xml.gz"));
    CHECK(repo::is_inside("a..b"));
    for (const char* path : {"", "/etc/passwd", "../a", "a/../../b"})
        CHECK_FALSE(repo::is_inside(path));
}

TEST_CASE("a manifest of files that no directory can hold is damaged, seal or not") {
    const auto sealed = [](const std::string& files) {
        const std::string text = "{\n  \"format\": 1,\n  \"files\": [" + files + "]\n}\n";
        return text.substr(0, text.size() - 3) + ",\n  \"seal\": \"" + hash::sha256(text) +
               "\"\n}\n";
    };
    const auto file = [](const std::string& path, const std::string& size) {
        return "{\"path\": \"" + path + "\", \"size\": " + size + ", \"sha256\": \"\"}";
    };
    const auto read = [&](const std::string& files) {
        repo::sealed_files(sealed(files), "the file");
    };
    CHECK_NOTHROW(read(file("a/b", "9007199254740992") + "," + file(std::string(255, 'n'), "0")));
    for (const std::string& files :
         {file("a", "-1"), file("a", "9223372036854775808"), file("a", "1.5"),
          file("a/b/c", "1") + "," + file("a", "1"), file("a/" + std::string(256, 'n'), "1")})
        CHECK_THROWS_WITH_AS(read(files), doctest::Contains("the file: is damaged"), report::Error);
}
