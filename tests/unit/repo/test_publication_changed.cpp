#include "lib/fs/file.hpp"
#include "lib/report/error.hpp"
#include "lib/report/text.hpp"
#include "unit/repo/publication_site.hpp"

#include <doctest/doctest.h>

using namespace calpkg;
using repo::Publication;
using Site = test::PublicationSite;

TEST_CASE("a file of ours that was changed and would stay is refused, unless it is made anew") {
    const Site site;
    site.publish("1");
    const std::string log = fs::read_file(site.at("logs/tiny.log"));
    fs::write_file(site.at("logs/tiny.log"), log + "EVIL\n");
    std::string before = site.everything();
    const char* const refused = "logs/tiny.log: was changed since it was published";
    CHECK_THROWS_WITH_AS(site.publish("1"), doctest::Contains(refused), report::Error);
    CHECK_THROWS_WITH_AS(site.renew(), doctest::Contains(refused), report::Error);
    const auto rehearse = [&](const std::string& component) {
        plan::Plan plan;
        plan.component = plan.name = component;
        Publication(site.top(), "el6", {.keep = 2}, {}).rehearse({plan});
    };
    CHECK_THROWS_WITH_AS(rehearse("other"), doctest::Contains(refused), report::Error);
    CHECK_NOTHROW(rehearse("tiny")); // has a log of its own then
    CHECK(site.everything() == before);
    CHECK(site.publish("2").changed);
    CHECK(fs::read_file(site.at("logs/tiny.log")) == "log of 2 by 4.18.0");

    fs::write_file(site.at("logs/tiny.log"), "of somebody's");
    CHECK(site.publish("2", {.keep = 2, .replace = true}).changed);
    CHECK_FALSE(site.publish("2").changed);
    fs::write_file(site.at("logs/tiny.log"), "by hand");
    CHECK(site.renew({.replace = true}).changed);
    CHECK_FALSE(site.renew().changed);
    std::filesystem::remove(site.at("logs/tiny.log"));
    std::filesystem::create_symlink("/etc/passwd", site.at("logs/tiny.log"));
    CHECK_THROWS_WITH_AS(site.renew(), doctest::Contains(refused), report::Error);
    std::filesystem::remove(site.at("logs/tiny.log"));
    CHECK(site.renew().changed);

    const std::string old = site.repomd().records().at(0).href; // is one of an earlier index then
    site.publish("3");
    const std::string content = fs::read_file(site.at(old));
    fs::write_file(site.at(old), "no index");
    CHECK_THROWS_WITH_AS(
        site.renew(), doctest::Contains("put the published one back, or remove it"), report::Error);
    fs::write_file(site.at(old), content);
    CHECK_NOTHROW(site.renew());
}

TEST_CASE("an index that was changed without anything new in it is made anew") {
    const Site site;
    site.publish("1");
    const std::string text = fs::read_file(site.at("repodata/repomd.xml"));
    fs::write_file(site.at("repodata/repomd.xml"), text + "<!-- EVIL -->\n");
    CHECK(site.renew().changed);
    CHECK(fs::read_file(site.at("repodata/repomd.xml")).find("EVIL") == std::string::npos);
    CHECK_FALSE(site.renew().changed);
}

TEST_CASE("a manifest that is not the text of its seal is refused") {
    const Site site;
    site.publish("1");
    const std::string text = fs::read_file(site.at("manifest.json"));
    fs::write_file(site.at("manifest.json"), report::replaced(text, "4.18.0", "4.18.1"));
    CHECK_THROWS_WITH_AS(site.renew(), doctest::Contains("manifest.json: is damaged"),
                         report::Error);
}

TEST_CASE("what is no file in the place of a published one is refused, and not waited for") {
    const Site site;
    site.publish("1");
    std::filesystem::remove(site.at("noarch/tiny-1-1.noarch.rpm"));
    REQUIRE(mkfifo(site.at("noarch/tiny-1-1.noarch.rpm").c_str(), 0600) == 0);
    CHECK_THROWS_WITH_AS(site.publish("1"), doctest::Contains("is published with other content"),
                         report::Error);
    CHECK_THROWS_WITH_AS(site.renew(), doctest::Contains("is not a regular file"), report::Error);
}
