#include "lib/repo/index.hpp"
#include "lib/repo/publication.hpp"
#include "lib/repo/repodata.hpp"
#include "lib/report/error.hpp"
#include "lib/rpm/format/tags.hpp"
#include "support/restate.hpp"
#include "unit/repo/site.hpp"

#include <doctest/doctest.h>

using namespace calpkg;
using repo::Published;
using repo::Rules;
using test::ids_of;
using test::kCommit;
using test::kPackage;
using test::Site;

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

TEST_CASE("a package that somebody puts there is told, then listed, and stays listed") {
    const Site site;
    site.publish("1");
    const test::Dir work;
    const auto foreign = test::build_rpm(work, "Name: mine\nVersion: 1\nRelease: 1\n"
                                               "Summary: Mine\nLicense: MIT\n"
                                               "%description\nMine.\n%files\n");
    std::filesystem::copy_file(foreign, site.at("noarch/mine.rpm"));
    CHECK(ids_of(site.publish("2").findings) == "unlisted-package ");
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
    REQUIRE(ids_of(published.findings) == "wrong-size ");
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
    CHECK(ids_of(published.findings) == "unlisted-package ");
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
