#include "lib/hash/digest.hpp"
#include "lib/repo/index.hpp"
#include "lib/repo/metadata/repomd.hpp"
#include "lib/repo/publication.hpp"
#include "lib/repo/replacement.hpp"
#include "lib/repo/repodata.hpp"
#include "lib/repo/tree/compare_trees.hpp"
#include "lib/report/error.hpp"
#include "lib/rpm/format/tags.hpp"
#include "support/restate.hpp"
#include "unit/repo/ids_of.hpp"
#include "unit/repo/publication_site.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <sys/stat.h>

using namespace calpkg;
using repo::ManifestComponent;
using repo::Publication;
using repo::Published;
using repo::Rules;

namespace {

using Site = test::PublicationSite;
using test::kCommit;
const char* const kPackage = "noarch/tiny-1-1.noarch.rpm";

} // namespace

TEST_CASE("a first publication has the commit's time, and the same once more touches nothing") {
    const Site site;
    CHECK(site.publish("1").changed);
    CHECK(repo::file_time(site.at(kPackage)) == kCommit);
    CHECK(repo::file_time(site.at("repodata/repomd.xml")) == kCommit);
    CHECK(site.repomd().revision() == std::to_string(kCommit));
    const std::string before = site.everything();
    CHECK_FALSE(site.publish("1").changed);
    CHECK(site.everything() == before);
    CHECK_FALSE(site.renew().changed);
    CHECK(site.everything() == before);
}

TEST_CASE("packages that other tools make again are no news: the manifest says what built these") {
    Site site;
    site.publish("1");
    const std::string before = site.everything();
    site.tools = {"6.0.2", "6.0.2", "1.2.4", 2};
    CHECK_FALSE(site.publish("1").changed);
    CHECK(site.everything() == before);
    const Published published = site.publish("2");
    CHECK(published.manifest.components.at(0).built_with.rpmbuild == "6.0.2");
    CHECK(published.manifest.earlier.at(0).built_with.rpmbuild == "4.18.0");
    CHECK(fs::read_file(site.at("provenance.json")).find("x.org/4.18.0") != std::string::npos);

    const Published back = site.publish("1", {.keep = 2, .allow_downgrade = true});
    CHECK(back.manifest.components.at(0).version == "1");
    CHECK(back.manifest.components.at(0).built_with.rpmbuild == "4.18.0");
}

TEST_CASE("a bill of materials of somebody else's making is not replaced") {
    const Site site;
    site.publish("1");
    fs::write_file(site.at("sbom.json"), "{}");
    CHECK_THROWS_WITH_AS(site.publish("2"), doctest::Contains("sbom.json: is not cal-pkg's"),
                         report::Error);
    CHECK(fs::read_file(site.at("sbom.json")) == "{}");
    std::filesystem::remove(site.at("sbom.json"));
    site.publish("2");
    site.publish("3");
    CHECK(fs::read_file(site.at("sbom.json")).find("pkg:rpm/tiny@3-1") != std::string::npos);
}

TEST_CASE(
    "times go forwards with every change, also where the commit is an older or a future one") {
    const Site site;
    constexpr std::int64_t future = 4102444800; // 2100
    site.publish("1", {.keep = 2}, "text", future);
    site.publish("2", {.keep = 2}, "text", kCommit);
    CHECK(site.repomd().revision() == std::to_string(future + 1));
    for (const char* name :
         {"repodata/repomd.xml", "manifest.json", "logs/tiny.log", "noarch/tiny-2-1.noarch.rpm"})
        CHECK(repo::file_time(site.at(name)) == future + 1);
    CHECK(repo::file_time(site.at(kPackage)) == future); // it is the one that was there
    site.publish("3", {.keep = 2}, "text", kCommit + 5);
    CHECK(site.repomd().revision() == std::to_string(future + 2));
}

TEST_CASE("other content under a published name is refused with what differs, unless it is meant") {
    const Site site;
    site.publish("1");
    const std::string before = site.everything();
    CHECK_THROWS_WITH_AS(site.publish("1", {.keep = 2}, "other"),
                         doctest::Contains("is published with other content: 1 file differs "
                                           "(/opt/tiny/file)"),
                         report::Error);
    CHECK(site.everything() == before);
    const Published published = site.publish("1", {.keep = 2, .replace = true}, "other");
    CHECK(hash::sha256_file(site.at(kPackage)) ==
          hash::sha256_file(test::tiny_package("1", "other")));
    CHECK(repo::file_time(site.at(kPackage)) == kCommit + 1);
    CHECK(published.manifest.components.at(0).artifacts.at(0).sha256 ==
          hash::sha256_file(site.at(kPackage)));
}

TEST_CASE(
    "a signed package stays where the same is built again, and an unsigned one after it is told") {
    const Site site;
    site.publish("1");
    test::sign(site.at(kPackage));
    CHECK(site.renew().changed); // the index had the unsigned one's size and digest
    const std::string before = site.everything();
    CHECK_FALSE(site.publish("1").changed);
    CHECK(site.everything() == before);
    CHECK_THROWS_WITH_AS(site.publish("1", {.keep = 2}, "other"), doctest::Contains("it is signed"),
                         report::Error);
    CHECK(test::ids_of(site.publish("2").findings) == "unsigned-package ");
    CHECK(repo::is_signed(site.at(kPackage)));

    std::filesystem::copy_file(test::tiny_package("1"), site.at(kPackage),
                               std::filesystem::copy_options::overwrite_existing);
    CHECK_THROWS_WITH_AS(site.renew(), doctest::Contains("its signature is gone or damaged"),
                         report::Error);
    CHECK(site.renew({.keep = {}, .replace = true}).changed);
}

TEST_CASE("a package that is damaged beside what is signed is replaced by the same that is sound") {
    const Site site;
    site.publish("1");
    const std::string sound = fs::read_file(site.at(kPackage));
    std::string bytes = sound;
    bytes[bytes.find(std::string(200, '\0'), 1000) + 100] ^= 1; // the space for signatures
    fs::write_file(site.at(kPackage), bytes);
    CHECK_THROWS_WITH_AS(site.renew(), doctest::Contains("gone or damaged"), report::Error);
    CHECK(site.publish("1").changed);
    CHECK(fs::read_file(site.at(kPackage)) == sound);
}

TEST_CASE("an older version is refused, or withdraws the newer one") {
    const Site site;
    site.publish("2");
    const std::string before = site.everything();
    CHECK_THROWS_WITH_AS(site.publish("1"), doctest::Contains("tiny-1-1: is older than 2-1"),
                         report::Error);
    CHECK(site.everything() == before);
    const Rules allowed{.keep = 2, .replace = false, .allow_downgrade = true};
    site.publish("1", allowed);
    CHECK(site.names("noarch") == "tiny-1-1.noarch.rpm tiny-2-1.noarch.rpm ");
    CHECK_FALSE(site.publish("1", allowed).changed);
    CHECK_NOTHROW(site.publish("1.5"));
    CHECK(site.names("noarch") == "tiny-1-1.noarch.rpm tiny-1.5-1.noarch.rpm ");
}

TEST_CASE("what is older than somebody else's package is refused, since that stays listed") {
    const Site site;
    site.publish("2");
    const Rules allowed{.keep = 2, .replace = false, .allow_downgrade = true};
    const auto put = [&](const std::filesystem::path& package) {
        std::filesystem::copy_file(package, site.at("noarch/mine.rpm"));
    };
    put(test::tiny_package("9", "other"));
    CHECK_NOTHROW(site.publish("3")); // no index lists it
    site.renew();
    for (const Rules& rules : {Rules{.keep = 2}, allowed})
        CHECK_THROWS_WITH_AS(site.publish("4", rules), doctest::Contains("tiny-4-1: is older than"),
                             report::Error);
    std::filesystem::remove(site.at("noarch/mine.rpm"));
    CHECK(site.publish("4").changed);

    put(test::tiny_package("1", "text", "1")); // an epoch comes before everything
    site.renew();
    CHECK_THROWS_WITH_AS(site.publish("5"), doctest::Contains("noarch/mine.rpm"), report::Error);
    std::filesystem::remove(site.at("noarch/mine.rpm"));
    CHECK_THROWS_WITH_AS(site.publish("3.5"), doctest::Contains("--allow-downgrade"),
                         report::Error);

    put(test::tiny_package("9", "other"));
    repo::write_repository(site.top(), {"noarch/tiny-4-1.noarch.rpm", "noarch/mine.rpm"},
                           kCommit); // by createrepo_c
    CHECK_THROWS_WITH_AS(site.publish("5", allowed), doctest::Contains("noarch/mine.rpm"),
                         report::Error);
}

TEST_CASE("a rehearsal refuses what the directory and the plan tell, and touches nothing") {
    const Site site;
    site.publish("1");
    site.publish("2");
    plan::Plan plan;
    plan.name = "tiny";
    plan.version = "2";
    plan.release = "1";
    plan.arch = "noarch";
    const auto rehearse = [&](const Rules& rules) {
        Publication(site.top(), "el6", rules, {}).rehearse({plan});
    };
    const Rules replace{.keep = 2, .replace = true};
    std::string before = site.everything();
    CHECK_NOTHROW(rehearse({.keep = 2}));
    plan.commit = "0123456";
    CHECK_THROWS_WITH_AS(rehearse({.keep = 2}), doctest::Contains("0123456"), report::Error);
    CHECK_NOTHROW(rehearse(replace));
    CHECK(site.everything() == before);

    plan.version = "3";
    fs::write_file(site.at("noarch/tiny-2-1.noarch.rpm"), "no package");
    before = site.everything();
    for (const Rules& rules : {Rules{.keep = 2}, replace})
        CHECK_THROWS_WITH_AS(rehearse(rules), doctest::Contains("was changed since"),
                             report::Error);
    plan.version = "2"; // is to be replaced
    CHECK_NOTHROW(rehearse(replace));
    CHECK(site.everything() == before);
}

TEST_CASE("as many versions and indexes stay as are asked for") {
    const Site site;
    for (const char* version : {"1", "2", "3"}) site.publish(version);
    CHECK(site.names("noarch") == "tiny-2-1.noarch.rpm tiny-3-1.noarch.rpm ");
    const auto primaries = [&] {
        std::ptrdiff_t count = 0;
        for (const auto& file : std::filesystem::directory_iterator(site.at("repodata")))
            count += file.path().string().ends_with("-primary.xml.gz") ? 1 : 0;
        return count;
    };
    CHECK(primaries() == 2);
    const auto old = site.repomd().records().at(0).href;
    site.publish("4", {.keep = 3});
    CHECK(site.names("noarch") == "tiny-2-1.noarch.rpm tiny-3-1.noarch.rpm tiny-4-1.noarch.rpm ");
    CHECK(primaries() == 3);
    CHECK(std::filesystem::exists(site.at(old)));
    site.renew();
    CHECK(primaries() == 3);
    CHECK(site.renew({.keep = 1}).changed);
    CHECK(site.names("noarch") == "tiny-4-1.noarch.rpm ");
    CHECK(primaries() == 1);
}

TEST_CASE("a package that somebody puts there is told, then listed, and stays listed") {
    const Site site;
    site.publish("1");
    const test::Dir work;
    const auto foreign = test::build_rpm(work, "Name: mine\nVersion: 1\nRelease: 1\n"
                                               "Summary: Mine\nLicense: MIT\n"
                                               "%description\nMine.\n%files\n");
    std::filesystem::copy_file(foreign, site.at("noarch/mine.rpm"));
    CHECK(test::ids_of(site.publish("2").findings) == "unlisted-package ");
    CHECK(site.renew().manifest.others.size() == 1);
    const Published published = site.publish("3");
    CHECK(published.findings.empty());
    CHECK(published.manifest.others.size() == 1);

    std::filesystem::copy_file(test::tiny_package("1", "other"), site.at("noarch/mine.rpm"),
                               std::filesystem::copy_options::overwrite_existing);
    CHECK_THROWS_WITH_AS(site.renew(), doctest::Contains("another package now"), report::Error);
    CHECK(site.renew({.replace = true}).changed);
    std::filesystem::remove(site.at("noarch/mine.rpm"));
    CHECK(site.renew().manifest.others.empty());
}

TEST_CASE("a package of others that states a wrong size of its payload is told once") {
    const Site site;
    site.publish("1");
    const test::Dir work;
    std::filesystem::copy_file(
        test::restated(work, test::tiny_package("0.5"),
                       test::stating(rpm::tag::seal::payload_size, rpm::TagType::int32, 4711)),
        site.at("noarch/mine.rpm"));
    const Published published = site.renew();
    CHECK(published.manifest.others.size() == 1);
    REQUIRE(test::ids_of(published.findings) == "wrong-size ");
    CHECK(published.findings[0].message.find("says 4711 (SIGPAYLOADSIZE)") != std::string::npos);
    CHECK(site.renew().findings.empty());
}

TEST_CASE("a link to a package is listed when it leads to one of the directory") {
    const Site site;
    site.publish("1");
    namespace stdfs = std::filesystem;
    stdfs::create_directories(site.top().parent_path() / "pool");
    stdfs::copy_file(test::tiny_package("0.5"), site.top().parent_path() / "pool/old.rpm");
    stdfs::create_symlink("../../pool/old.rpm", site.at("noarch/out.rpm"));
    stdfs::create_symlink("tiny-1-1.noarch.rpm", site.at("noarch/latest.rpm"));
    const Published published = site.renew();
    CHECK(test::ids_of(published.findings) == "unlisted-package ");
    REQUIRE(published.manifest.others.size() == 1);
    CHECK(published.manifest.others[0].path == "noarch/latest.rpm");
    CHECK(stdfs::read_symlink(site.at("noarch/out.rpm")) == "../../pool/old.rpm");
    const std::string& remedy = published.findings[0].remedy;
    const std::size_t begin = remedy.find('\'') + 1;
    REQUIRE(test::run({"sh", "-c", remedy.substr(begin, remedy.rfind('\'') - begin)}).ok());
    CHECK(site.renew().manifest.others.size() == 2);
}

TEST_CASE("a package of the same name in another directory is refused unless it is the same") {
    const Site site;
    site.publish("1");
    fs::make_directories(site.at("extra"));
    const auto extra = site.at("extra/tiny-2-1.noarch.rpm");
    std::filesystem::copy_file(test::tiny_package("2", "other"), extra);
    site.renew();
    CHECK_THROWS_WITH_AS(site.publish("2"),
                         doctest::Contains("is listed under the name of noarch/"), report::Error);
    std::filesystem::remove(extra);
    CHECK(site.publish("2").changed);

    std::filesystem::copy_file(test::tiny_package("2", "other"), extra);
    CHECK_THROWS_WITH_AS(site.renew({.replace = true}),
                         doctest::Contains("extra/tiny-2-1.noarch.rpm: is listed under the name"),
                         report::Error);
    std::filesystem::copy_file(test::tiny_package("2"), extra,
                               std::filesystem::copy_options::overwrite_existing);
    CHECK(site.renew().changed);
}

TEST_CASE("a package that takes the place of somebody else's is listed once") {
    const Site site;
    site.publish("1");
    std::filesystem::copy_file(test::tiny_package("2", "other"),
                               site.at("noarch/tiny-2-1.noarch.rpm"));
    site.renew();
    const Published published = site.publish("2", {.replace = true});
    CHECK(published.manifest.others.empty());
    CHECK(repo::packages_in_index(site.top()).size() == 2);
}

TEST_CASE("a link in the place of a directory is refused before anything is built") {
    const Site site;
    site.publish("1");
    std::filesystem::rename(site.at("noarch"), site.at("elsewhere"));
    std::filesystem::create_symlink("elsewhere", site.at("noarch"));
    CHECK_THROWS_WITH_AS(Publication(site.top(), "el6", {}, {}),
                         doctest::Contains("el6/noarch: is a symbolic link"), report::Error);
    std::filesystem::remove(site.at("noarch"));
    std::filesystem::rename(site.at("elsewhere"), site.at("noarch"));
    CHECK(site.publish("2").changed);
}

TEST_CASE("an empty directory is filled, and keeps its rights") {
    const Site site;
    fs::make_directories(site.top());
    fs::set_mode(site.top(), 0750);
    site.publish("1");
    struct stat status {};
    REQUIRE(stat(site.top().c_str(), &status) == 0);
    CHECK((status.st_mode & 07777U) == 0750);
}

TEST_CASE("what is of nobody's making is not indexed") {
    const Site site;
    fs::make_directories(site.top());
    CHECK_THROWS_WITH_AS(site.renew(), doctest::Contains("holds no repository of cal-pkg"),
                         report::Error);
}
