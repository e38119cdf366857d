#include "lib/fs/file.hpp"
#include "lib/fs/metadata.hpp"
#include "unit/repo/publication_site.hpp"

#include <doctest/doctest.h>

#include <cstdlib>
#include <functional>

using namespace calpkg;
using Site = test::PublicationSite;

namespace {

/// A createrepo_c that notes that it has run, first on PATH while this lives.
class NotedIndexer {
public:
    NotedIndexer() : path_(std::getenv("PATH")) {
        dir_.write("createrepo_c",
                   "#!/bin/sh\ntouch '" + ran().string() + "'\nPATH='" + path_ +
                       "' exec createrepo_c \"$@\"\n",
                   0755);
        setenv("PATH", (dir_.path().string() + ":" + path_).c_str(), 1);
    }
    ~NotedIndexer() { setenv("PATH", path_.c_str(), 1); }
    NotedIndexer(const NotedIndexer&) = delete;
    NotedIndexer& operator=(const NotedIndexer&) = delete;

    /// Whether it has run since the last time.
    bool has_run() const { return std::filesystem::remove(ran()); }

private:
    std::filesystem::path ran() const { return dir_.path() / "ran"; }

    test::Dir dir_;
    std::string path_;
};

} // namespace

TEST_CASE("where nothing is new no index is made, and anything else makes one") {
    const NotedIndexer indexer;
    const Site site;
    site.publish("1");
    CHECK(indexer.has_run());
    CHECK_FALSE(site.publish("1").changed);
    CHECK_FALSE(indexer.has_run());
    site.publish("2");
    CHECK(indexer.has_run());
    CHECK_FALSE(site.publish("2").changed); // with an earlier package and an earlier index
    CHECK_FALSE(indexer.has_run());
}

TEST_CASE("signatures are given up where nothing is new, too") {
    const Site site;
    site.publish("1");
    fs::write_file(site.at("provenance.json.asc"), "of somebody's");
    CHECK(site.renew().changed); // is of the directory now
    CHECK_FALSE(site.publish("1").changed);
    CHECK(site.publish("1", {.keep = 2, .give_up_signatures = true}).changed);
    CHECK_FALSE(std::filesystem::exists(site.at("provenance.json.asc")));
}

TEST_CASE("whatever was changed by hand makes an index, as far as it is accepted") {
    const std::string package = "noarch/tiny-2-1.noarch.rpm", index = "repodata/repomd.xml";
    const std::vector<std::pair<std::string, std::function<void(const Site&)>>> changes{
        {"another time of a package",
         [&](const Site& site) { fs::set_time(site.at(package), test::kCommit + 100); }},
        {"an index by hand",
         [&](const Site& site) {
             fs::write_file(site.at(index), fs::read_file(site.at(index)) + "<!-- -->\n");
         }},
        {"a list that is gone",
         [](const Site& site) {
             std::filesystem::remove(site.at(site.repomd().records().at(0).href));
         }},
        {"no index", [](const Site& site) { std::filesystem::remove_all(site.at("repodata")); }},
        {"no provenance",
         [](const Site& site) { std::filesystem::remove(site.at("provenance.json")); }},
        {"no bill of materials",
         [](const Site& site) { std::filesystem::remove(site.at("sbom.json")); }},
        {"an empty directory",
         [](const Site& site) { std::filesystem::create_directory(site.at("logs/empty")); }},
        {"a file of somebody's", [](const Site& site) { fs::write_file(site.at("notes"), ""); }},
        {"a package of somebody's",
         [](const Site& site) {
             std::filesystem::copy_file(test::tiny_package("3"), site.at("tiny-3-1.noarch.rpm"));
         }},
        {"no package of before",
         [](const Site& site) { std::filesystem::remove(site.at("noarch/tiny-1-1.noarch.rpm")); }},
    };
    const NotedIndexer indexer;
    for (const auto& [name, change] : changes) {
        CAPTURE(name);
        const Site site;
        site.publish("1");
        site.publish("2");
        change(site);
        indexer.has_run();
        site.publish("2");
        CHECK(indexer.has_run());
    }
}

TEST_CASE("rules that may change what is published are looked at whole") {
    const NotedIndexer indexer;
    const Site site;
    site.publish("1", {.keep = 3});
    site.publish("2", {.keep = 3});
    indexer.has_run();
    CHECK_FALSE(site.publish("2", {.keep = 3}).changed);
    CHECK_FALSE(indexer.has_run());
    CHECK_FALSE(site.publish("2", {.keep = 3, .replace = true}).changed);
    CHECK(indexer.has_run());
    CHECK(site.publish("2", {.keep = 1}).changed); // what was kept goes
    CHECK(indexer.has_run());
    CHECK(site.names("noarch") == "tiny-2-1.noarch.rpm ");
}
