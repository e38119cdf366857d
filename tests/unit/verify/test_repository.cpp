#include "lib/hash/digest.hpp"
#include "lib/process/run.hpp"
#include "lib/repo/metadata/metadata_file.hpp"
#include "lib/repo/metadata/repomd.hpp"
#include "lib/report/text.hpp"
#include "support/support.hpp"
#include "unit/verify/fixture.hpp"

#include <doctest/doctest.h>

#include <sys/stat.h>

using namespace calpkg;

namespace {

std::string verdict(const test::SmallRepository& site) {
    return test::text_of(site.verify().findings);
}

/// Lists the packages anew by createrepo_c, as somebody else would, and says so in no manifest.
void createrepo(const test::SmallRepository& site, std::vector<std::string> options) {
    std::vector<std::string> argv{"createrepo_c", "--quiet", "--excludes=*.src.rpm"};
    argv.insert(argv.end(), options.begin(), options.end());
    argv.push_back(site.top().string());
    const process::Result result = test::run(argv);
    REQUIRE_MESSAGE(result.ok(), result.err);
}

} // namespace

TEST_CASE("what was published is sound") {
    const test::SmallRepository site;
    const verify::Verified verified = site.verify();
    CHECK(test::text_of(verified.findings) == "");
    CHECK(verified.target == "el6");
    CHECK(verified.packages == 2);
}

TEST_CASE("missing and added files are told, by manifest and by index") {
    const test::SmallRepository site;
    std::filesystem::copy_file(site.package(), site.at("noarch/other.rpm"));
    std::filesystem::remove(site.at("SRPMS/tiny-1-1.src.rpm"));
    std::filesystem::remove(site.at("logs/tiny.log"));
    site.dir().write("el6/mine", "text");
    CHECK(verdict(site) ==
          "absent-file el6/logs/tiny.log: is in manifest.json, and not there\n"
          "extra-package el6/noarch/other.rpm: is not in manifest.json\n"
          "missing-package el6/SRPMS/tiny-1-1.src.rpm: is in manifest.json, and not there\n"
          "missing-package el6/SRPMS/tiny-1-1.src.rpm: is in the index, and not there\n"
          "unlisted-file el6/mine: is in neither manifest.json nor an index: nothing says whether "
          "it is as it was\n"
          "wrong-provenance el6/provenance.json: tells of SRPMS/tiny-1-1.src.rpm, which is not "
          "here\n");
}

TEST_CASE("what is no file is not there: nothing waits for a pipe or follows a link into nothing") {
    const test::SmallRepository site;
    for (const char* name : {"INSTALL.md", "noarch/tiny-1-1.noarch.rpm", "repodata/repomd.xml"}) {
        std::filesystem::remove(site.at(name));
        REQUIRE(mkfifo(site.at(name).c_str(), 0600) == 0);
    }
    std::filesystem::remove(site.at("logs/tiny.log"));
    std::filesystem::create_symlink("nowhere", site.at("logs/tiny.log"));
    const std::string text = verdict(site);
    for (const char* part : {"absent-file el6/INSTALL.md: ", "absent-file el6/logs/tiny.log: ",
                             "missing-package el6/noarch/tiny-1-1.noarch.rpm: ",
                             "absent-file el6/repodata/repomd.xml: is not there"})
        CHECK_MESSAGE(test::has(text, part), part << " is not in:\n" << text);
}

TEST_CASE("a link out of the directory is no published file, whatever it leads to") {
    const test::SmallRepository site;
    const test::Dir elsewhere;
    for (const char* name : {"INSTALL.md", "manifest.json", "noarch/tiny-1-1.noarch.rpm"}) {
        const auto moved = elsewhere.path() / std::filesystem::path(name).filename();
        std::filesystem::copy_file(site.at(name), moved);
        std::filesystem::remove(site.at(name));
        std::filesystem::create_symlink(moved, site.at(name));
        CHECK(test::has(verdict(site),
                        std::string("changed-file el6/") + name + ": is a symbolic link"));
        std::filesystem::remove(site.at(name));
        std::filesystem::copy_file(moved, site.at(name));
        CHECK(verdict(site) == "");
    }
}

TEST_CASE(
    "a package of somebody else may be a link to one in the directory, not to one elsewhere") {
    const test::SmallRepository site;
    const test::Dir elsewhere;
    const auto package = test::tiny_package("7", "other");
    std::filesystem::create_directory(site.at("pool"));
    std::filesystem::copy_file(package, site.at("pool/mine.rpm"));
    std::filesystem::create_symlink("../pool/mine.rpm", site.at("noarch/mine.rpm"));
    repo::Publication(site.top(), "el6", {.keep = 2}, {}).renew();
    CHECK_FALSE(test::has(verdict(site), "mine.rpm: "));
    std::filesystem::copy_file(package, elsewhere.path() / "mine.package");
    std::filesystem::remove(site.at("noarch/mine.rpm"));
    std::filesystem::create_symlink(elsewhere.path() / "mine.package", site.at("noarch/mine.rpm"));
    CHECK(test::has(verdict(site), "changed-file el6/noarch/mine.rpm: is a symbolic link"));
}

TEST_CASE("without manifest the index is held against what lies there, both ways") {
    const test::SmallRepository site;
    std::filesystem::remove(site.at("manifest.json"));
    std::filesystem::copy_file(test::tiny_package("2"), site.at("noarch/tiny-2-1.noarch.rpm"));
    CHECK(test::has(verdict(site),
                    "extra-package el6/noarch/tiny-2-1.noarch.rpm: is not in the index\n"));
    CHECK(test::has(verdict(site), "absent-file el6/manifest.json: is not there\n"));
}

TEST_CASE("another package under a listed name is told by manifest and index, field by field") {
    const test::SmallRepository site;
    std::filesystem::copy_file(test::tiny_package("2"), site.package(),
                               std::filesystem::copy_options::overwrite_existing);
    const std::string text = verdict(site);
    for (const char* part :
         {"its name is tiny-2-1.noarch, not tiny-1-1.noarch as manifest.json says",
          "in primary: version is '1', not '2'", "in primary: its checksum is another package's",
          "in primary: requires has supervisor GE 0:3.0, the package has not",
          "in primary: provides lacks tiny EQ 0:2-1", "in filelists: version is '1', not '2'",
          "in filelists: the package has no such file: /opt/tiny/link",
          "in other: its changelog has no entry of"})
        CHECK_MESSAGE(test::has(text, part), part << " is not in:\n" << text);
}

TEST_CASE("createrepo_c's other forms are read: checksums, compressions, databases") {
    for (const std::vector<std::string>& options :
         std::vector<std::vector<std::string>>{{"--checksum=sha512"},
                                               {"--checksum=sha1", "--simple-md-filenames"},
                                               {"--general-compress-type=xz"},
                                               {"--general-compress-type=bz2"},
                                               {"--database"}}) {
        CAPTURE(options.front());
        const test::SmallRepository site;
        createrepo(site, options);
        std::filesystem::remove(site.at("manifest.json"));
        CHECK(verdict(site) == "absent-file el6/manifest.json: is not there\n");
    }
}

TEST_CASE("lists that newer versions of createrepo_c pack with zstd are read") {
    const test::SmallRepository site;
    repo::Repomd repomd(fs::read_file(site.at("repodata/repomd.xml")), "repomd.xml");
    for (std::size_t i = 0; i < repomd.records().size(); ++i) {
        const auto old = site.at(repomd.records()[i].href);
        const std::string href = "repodata/" + std::to_string(i) + ".xml.zst";
        const auto text = site.dir().write("text", repo::metadata_text(old));
        const process::Result packed =
            test::run({"zstd", "--quiet", text.string(), "-o", site.at(href).string()});
        REQUIRE_MESSAGE(packed.ok(), packed.err);
        std::filesystem::remove(old);
        const std::string bytes = fs::read_file(site.at(href));
        repomd.set_file(i, {href, hash::sha256(bytes), bytes.size()});
    }
    fs::write_file(site.at("repodata/repomd.xml"), repomd.text());
    std::filesystem::remove(site.at("manifest.json"));
    CHECK(verdict(site) == "absent-file el6/manifest.json: is not there\n");
}

TEST_CASE("an index that says something else of itself is told") {
    const test::SmallRepository site;
    std::filesystem::remove(site.at("manifest.json"));
    const std::string repomd = fs::read_file(site.at("repodata/repomd.xml"));
    const auto with = [&](const std::string& before, const std::string& after) {
        std::string text = repomd;
        const std::size_t at = text.find(before);
        REQUIRE(at != std::string::npos);
        fs::write_file(site.at("repodata/repomd.xml"), text.replace(at, before.size(), after));
        return verdict(site);
    };
    CHECK(test::has(with("<open-size>", "<open-size>1"), "its unpacked size is"));
    CHECK(test::has(with("<size>", "<size>1"), "its size is"));
    CHECK(test::has(with("<open-checksum type=\"sha256\">", "<open-checksum type=\"sha256\">0"),
                    "its unpacked checksum is"));
    CHECK(test::has(with("<checksum type=\"sha256\">", "<checksum type=\"sha256\">0"),
                    "its checksum is"));
    CHECK(test::has(with("<checksum type=\"sha256\">", "<checksum type=\"crc\">"),
                    "which nothing reads"));
    CHECK(test::has(with("type=\"other\"", "type=\"another\""), "names no other"));
    CHECK(test::has(with("href=\"repodata/", "href=\"../"), "outside of the directory"));
    const std::string not_read = "is empty, elsewhere or of a kind that is not read";
    CHECK(test::has(with("<location href=", "<location xml:base=\"http://example.org/\" href="),
                    not_read));
    CHECK(test::has(with("</repomd>", ""), "wrong-index el6/repodata/repomd.xml: is damaged"));
}

TEST_CASE("the manifest of an older version is read, and told to say less") {
    const test::SmallRepository site;
    const auto manifest = repo::read_published(site.top(), "el6");
    fs::write_file(site.at("manifest.json"), repo::manifest_text(*manifest));
    CHECK(test::ids_of(site.verify().findings) == "unsealed-manifest");
    fs::write_file(site.at("manifest.json"), "{}");
    CHECK(test::has(verdict(site), "damaged-manifest el6/manifest.json: "));
}

TEST_CASE("after changes of others a build leaves everything alone, and an index seals it anew") {
    const test::SmallRepository site;
    const auto publish = [&](bool renew) {
        repo::Publication publication(site.top(), "el6", {.keep = 2}, {});
        return renew ? publication.renew().changed : publication.publish({}, false).changed;
    };
    CHECK_FALSE(publish(false));
    CHECK_FALSE(publish(true));
    fs::write_file(site.at("INSTALL.md"), "by hand\n");
    CHECK_FALSE(publish(false));
    CHECK(test::ids_of(site.verify().findings) == "changed-file");
    CHECK(publish(true));
    CHECK(verdict(site) == "");
}

TEST_CASE("a statement about other packages than these is told, and one that lacks some") {
    const test::SmallRepository site;
    CHECK(verdict(site) == "");
    const std::string text = fs::read_file(site.at("provenance.json"));
    const std::string digest = hash::sha256_file(site.package());
    const auto verdict_of = [&](const std::string& part, const std::string& other) {
        fs::write_file(site.at("provenance.json"), report::replaced(text, part, other));
        return test::ids_of(site.verify().findings);
    };
    CHECK(verdict_of("noarch/tiny-1-1.noarch.rpm", "tiny-1-1.noarch.rpm") == "changed-file");
    CHECK(verdict_of(digest, "00") == "changed-file wrong-provenance");
    CHECK(verdict_of("tiny-1-1.noarch.rpm", "tiny-9-1.noarch.rpm") ==
          "changed-file wrong-provenance");
    CHECK(test::has(verdict(site), "tells of noarch/tiny-9-1.noarch.rpm, which is not here"));
    CHECK(test::has(verdict(site), "does not tell of noarch/tiny-1-1.noarch.rpm"));
    fs::write_file(site.at("provenance.json"), "{}");
    CHECK(test::ids_of(site.verify().findings) == "changed-file wrong-provenance");
}
