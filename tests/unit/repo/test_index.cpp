#include "lib/fs/transfer.hpp"
#include "lib/hash/digest.hpp"
#include "lib/repo/index.hpp"
#include "lib/repo/metadata/repomd.hpp"
#include "lib/repo/tree/compare_trees.hpp"
#include "unit/repo/fixture.hpp"
#include "unit/repo/ids_of.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace calpkg;

namespace {

constexpr std::int64_t kFirst = 1404216000;

/// A directory with one package and its index, and a place for the next one.
class Indexed {
public:
    Indexed() {
        fs::make_directories(old_tree());
        std::filesystem::copy_file(test::tiny_package("1"), old_tree() / "tiny.rpm");
        fs::set_time(old_tree() / "tiny.rpm", kFirst);
        repo::renew_index(dir_.path() / "nothing", old_tree(), {"tiny.rpm"}, kFirst);
    }

    std::filesystem::path old_tree() const { return dir_.path() / "old"; }
    std::filesystem::path new_tree() const { return dir_.path() / "new"; }

    /// The next index, of the same package with another time or of nothing.
    repo::Index renew(bool with_package, std::int64_t time) const {
        std::filesystem::remove_all(new_tree());
        fs::make_directories(new_tree());
        fs::copy_to(old_tree() / "tiny.rpm", new_tree() / "tiny.rpm");
        return repo::renew_index(old_tree(), new_tree(),
                                 with_package ? std::vector<std::filesystem::path>{"tiny.rpm"}
                                              : std::vector<std::filesystem::path>{},
                                 time);
    }
    repo::Repomd repomd() const {
        return {fs::read_file(new_tree() / "repodata/repomd.xml"), "repomd.xml"};
    }
    void write(const std::string& name, const std::string& text) const {
        dir_.write("old/repodata/" + name, text);
    }
    /// Adds a record to the published repomd.xml, as modifyrepo_c does.
    void add_record(const std::string& type, const std::string& file,
                    const std::string& checksum) const {
        replace("</repomd>", "<data type=\"" + type + "\"><checksum type=\"sha256\">" + checksum +
                                 "</checksum><location href=\"repodata/" + file +
                                 "\"/><timestamp>" + std::to_string(kFirst + 50) +
                                 "</timestamp></data></repomd>");
    }
    void replace(const std::string& what, const std::string& with) const {
        const auto file = old_tree() / "repodata/repomd.xml";
        std::string text = fs::read_file(file);
        text.replace(text.find(what), what.size(), with);
        fs::write_file(file, text);
        fs::set_time(file, kFirst);
    }

private:
    test::Dir dir_;
};

} // namespace

TEST_CASE("an index that lists the same stays, to its signature") {
    const Indexed site;
    site.write("repomd.xml.asc", "signature");
    const repo::Index index = site.renew(true, kFirst + 10);
    CHECK_FALSE(index.renewed);
    CHECK(index.findings.empty());
    CHECK(repo::is_same_tree(site.old_tree(), site.new_tree()));
}

TEST_CASE("a new index has the new time, no old signature, and names what the old lists were") {
    const Indexed site;
    site.write("repomd.xml.asc", "signature");
    site.write("repomd.xml.key", "key");
    const repo::Index index = site.renew(false, kFirst + 10);
    CHECK(index.renewed);
    CHECK(test::ids_of(index.findings) == "signature-dropped ");
    CHECK(index.replaced.size() == 3);
    CHECK(std::ranges::all_of(index.replaced, [&](const std::string& file) {
        return std::filesystem::exists(site.old_tree() / file);
    }));
    CHECK(site.repomd().revision() == std::to_string(kFirst + 10));
    for (const repo::MetadataRecord& record : site.repomd().records()) {
        CHECK(record.timestamp == kFirst + 10);
        CHECK(repo::file_time(site.new_tree() / record.href) == kFirst + 10);
    }
    CHECK_FALSE(std::filesystem::exists(site.new_tree() / "repodata/repomd.xml.asc"));
}

TEST_CASE("errata and groups stay named, with the checksum that their files have") {
    const Indexed site;
    site.write("a-updateinfo.xml", "errata");
    site.add_record("updateinfo", "a-updateinfo.xml", hash::sha256("errata"));
    site.write("comps.xml", "edited by hand");
    site.add_record("group", "comps.xml", hash::sha256("before"));
    site.add_record("modules", "gone.yaml", hash::sha256("gone"));
    const repo::Index index = site.renew(true, kFirst + 100);
    CHECK(index.renewed); // the group's checksum was wrong
    CHECK(test::ids_of(index.findings) == "missing-metadata ");
    const auto records = site.repomd().records();
    REQUIRE(records.size() == 5);
    CHECK(records[3].type == "updateinfo");
    CHECK(records[3].timestamp == kFirst + 50);
    CHECK(records[4].type == "group");
    CHECK(records[4].checksum == hash::sha256("edited by hand"));
    CHECK(records[4].timestamp == kFirst + 100);
}

TEST_CASE("an index whose own files are damaged or gone is renewed") {
    const Indexed site;
    for (const auto& file : std::filesystem::directory_iterator(site.old_tree() / "repodata"))
        if (file.path().filename().string().ends_with("-primary.xml.gz"))
            std::filesystem::remove(file.path());
    CHECK(site.renew(true, kFirst + 10).renewed);
}

TEST_CASE("a revision that is no time goes on by itself, one that is no number gives way") {
    const Indexed site;
    const std::string revision = "<revision>" + std::to_string(kFirst) + "<";
    site.replace(revision, "<revision>20140801120000<");
    CHECK(repo::newest_time(site.old_tree()) == kFirst);
    site.renew(false, kFirst + 10);
    CHECK(site.repomd().revision() == "20140801120001");
    CHECK(site.repomd().records()[0].timestamp == kFirst + 10);
    site.replace("<revision>20140801120000<", "<revision>r12<");
    site.renew(false, kFirst + 10);
    CHECK(site.repomd().revision() == std::to_string(kFirst + 10));
}

TEST_CASE("a repomd.xml that no client can read is told, and does not stop the next one") {
    const Indexed site;
    site.write("repomd.xml", "<repomd>");
    const repo::Index index = site.renew(true, kFirst + 10);
    CHECK(index.renewed);
    CHECK(test::ids_of(index.findings) == "damaged-index ");
}

TEST_CASE("the newest time is that of the index, of its files, and of errata") {
    const Indexed site;
    CHECK(repo::newest_time(site.old_tree()) == kFirst);
    site.add_record("updateinfo", "x", "");
    CHECK(repo::newest_time(site.old_tree()) == kFirst + 50);
    site.write("notes", "");
    fs::set_time(site.old_tree() / "repodata/notes", kFirst + 70);
    CHECK(repo::newest_time(site.old_tree()) == kFirst + 70);
    CHECK(repo::newest_time(site.new_tree()) == 0);
}

TEST_CASE("the packages of an index are found, however it is compressed") {
    for (const char* compression : {"gz", "xz", "zstd"}) {
        CAPTURE(compression);
        const Indexed site;
        const process::Result result =
            test::run({"createrepo_c", "--quiet", "--no-database",
                       std::string("--general-compress-type=") + compression, site.old_tree()});
        if (!result.ok()) continue; // an older createrepo_c has no zstd
        CHECK(repo::packages_in_index(site.old_tree()) ==
              std::set<std::filesystem::path>{"tiny.rpm"});
    }
    const test::Dir none;
    CHECK(repo::packages_in_index(none.path()).empty());
}

TEST_CASE("what is made of packages is told by its name") {
    const std::string digest(64, 'a');
    for (const std::string& name :
         {std::string("repomd.xml"), std::string("repomd.xml.asc"), digest + "-primary.xml.gz",
          digest + "-primary.sqlite.bz2", std::string("filelists.xml.zst"),
          std::string(40, '0') + "-other.xml.xz", std::string("filelists-ext.xml.gz")})
        CHECK_MESSAGE(repo::is_made_of_packages(name), name);
    for (const std::string& name :
         {std::string("repomd.xml.key"), digest + "-updateinfo.xml.gz", std::string("comps.xml"),
          std::string("my-other.xml"), std::string("other.txt"), std::string("primary")})
        CHECK_MESSAGE(!repo::is_made_of_packages(name), name);
}
