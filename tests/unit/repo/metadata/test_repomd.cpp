#include "lib/repo/metadata/repomd.hpp"
#include "lib/report/error.hpp"
#include "support/support.hpp"

#include <doctest/doctest.h>

using namespace calpkg;
using repo::MetadataRecord;
using repo::Repomd;

namespace {

std::string data(const std::string& type, const std::string& checksum) {
    return "  <data type=\"" + type + "\">\n    <checksum type=\"sha256\">" + checksum +
           "</checksum>\n    <open-checksum type=\"sha256\">0</open-checksum>\n"
           "    <location href=\"repodata/" +
           checksum + "-" + type + ".xml.gz\"/>\n    <timestamp>7</timestamp>\n  </data>\n";
}

std::string repomd(const std::string& revision, const std::string& content) {
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
           "<repomd xmlns=\"http://linux.duke.edu/metadata/repo\" "
           "xmlns:rpm=\"http://linux.duke.edu/metadata/rpm\">\n  <revision>" +
           revision + "</revision>\n" + content + "</repomd>\n";
}

bool all(MetadataRecord&) { return true; }

} // namespace

TEST_CASE("what is read is written again to the byte, as createrepo_c writes it") {
    const std::string text = repomd("5", data("primary", "aa"));
    const Repomd read(text, "repomd.xml");
    CHECK(read.text() == text);
    CHECK(read.revision() == "5");
    REQUIRE(read.records().size() == 1);
    CHECK(read.records()[0] == MetadataRecord{.type = "primary",
                                              .href = "repodata/aa-primary.xml.gz",
                                              .elsewhere = false,
                                              .checksum_type = "sha256",
                                              .checksum = "aa",
                                              .timestamp = 7});
}

TEST_CASE(
    "errata, groups and tags of an old index come into the new one, lists of packages do not") {
    Repomd fresh(repomd("9", data("primary", "aa")), "new");
    const std::string tags = "  <tags>\n    <repo>x</repo>\n  </tags>\n";
    const Repomd old(repomd("5", tags + data("primary", "bb") + data("primary_db", "cc") +
                                     data("filelists-ext", "dd") + data("updateinfo", "ee") +
                                     data("group", "ff")),
                     "old");
    fresh.adopt(old, all);
    CHECK(fresh.text() == repomd("9", data("primary", "aa") + tags + data("updateinfo", "ee") +
                                          data("group", "ff")));
    fresh.set_revision("10");
    CHECK(fresh.revision() == "10");
}

TEST_CASE("a record can be left out, or corrected with all that was said of the old file gone") {
    Repomd fresh(repomd("9", ""), "new");
    const Repomd old(repomd("5", data("updateinfo", "ee") + data("modules", "ff")), "old");
    fresh.adopt(old, [](MetadataRecord& record) {
        record.checksum = "00";
        return record.type == "modules";
    });
    REQUIRE(fresh.records().size() == 1);
    CHECK(fresh.records()[0].checksum == "00");
    CHECK(fresh.text().find("open-checksum") == std::string::npos);
}

TEST_CASE("what is not a repomd.xml is an error with its name") {
    for (const char* text : {"", "no xml", "<repomd>", "<metadata/>"})
        CHECK_THROWS_WITH_AS(Repomd(text, "/x/repomd.xml"),
                             doctest::Contains("/x/repomd.xml: is damaged"), report::Error);
}

TEST_CASE("nothing is read from elsewhere on behalf of an index") {
    const test::Dir dir;
    const auto secret = dir.write("secret", "secret");
    CHECK_THROWS_WITH_AS(Repomd("<!DOCTYPE repomd [<!ENTITY e SYSTEM \"" + secret.string() +
                                    "\">]><repomd><revision>&e;</revision></repomd>",
                                "repomd.xml"),
                         doctest::Contains("repomd.xml: is damaged"), report::Error);
}

TEST_CASE("the types that are made of packages") {
    for (const char* type : {"primary", "filelists_db", "other_zck", "filelists-ext", "primary_db"})
        CHECK(repo::lists_packages(type));
    for (const char* type : {"group", "updateinfo", "modules", "productid", "otherwise", ""})
        CHECK_FALSE(repo::lists_packages(type));
}

TEST_CASE("the packages of a primary") {
    const auto packages =
        repo::packages_in("<metadata><package><checksum type=\"sha256\" pkgid=\"YES\">ab</checksum>"
                          "<time file=\"7\" build=\"5\"/><location href=\"x/a.rpm\"/></package>"
                          "<package><location href=\"b.rpm\"/></package></metadata>",
                          "primary");
    REQUIRE(packages.size() == 2);
    CHECK(packages[0].location == "x/a.rpm");
    CHECK(packages[0].checksum == "ab");
    CHECK(packages[0].time == 7);
    CHECK(packages[1].location == "b.rpm");
    CHECK_THROWS_AS(repo::packages_in("<repomd/>", "primary"), report::Error);
}
