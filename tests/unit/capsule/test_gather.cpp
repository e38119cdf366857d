#include "lib/capsule/gather.hpp"
#include "lib/encode/gzip.hpp"
#include "lib/hash/digest.hpp"
#include "lib/report/error.hpp"
#include "support/support.hpp"

#include <doctest/doctest.h>

using namespace calpkg;

namespace {

/// Two published builds of a component without checkout, and what gather() takes beside them.
class PublishedTwice {
public:
    PublishedTwice() {
        for (const char* folder : {"layouts", "specs"}) {
            std::filesystem::create_directories(dir.path() / "data");
            std::filesystem::create_directory_symlink(test::source_directory() / folder,
                                                      dir.path() / "data" / folder);
        }
        std::filesystem::create_symlink(dir.write("docs/findings.md", "texts"),
                                        dir.path() / "data/findings.md");
        for (const std::string name : {"one", "two"}) {
            const std::string package = name + ".rpm";
            given.packages[package] = dir.write("el6/" + package, name);
            provenance::Build build{.name = name, .component = "minion"};
            build.cal_pkg = "1";
            build.encoder = encode::kVersion;
            build.subjects = {{package, hash::sha256(name), {}}};
            given.statement.builds.push_back(build);
        }
        given.statement.target = "el6";
        given.file = dir.write("el6/provenance.json", "{}");
        options.program.file = dir.write("cal-pkg", "program", 0755);
    }
    /// Each of the builds was made with it, too.
    void tell(const std::string& resource, const std::string& content) {
        for (provenance::Build& build : given.statement.builds)
            build.made_from.resources.push_back(
                {resource, {}, {{"sha256", hash::sha256(content)}}});
    }
    std::map<std::string, capsule::Contents::Item> gathered() {
        const layout::Catalog catalog(dir.path() / "data");
        std::filesystem::create_directories(dir.path() / "work");
        findings.clear();
        return capsule::gather({catalog, dir.path() / "el6", given, options, "1"},
                               dir.path() / "work", findings)
            .items();
    }

    test::Dir dir;
    reproduce::Given given;
    reproduce::Options options;
    report::Findings findings;
};

std::string lock_text(const std::string& python, const std::string& packages) {
    return "lock: 1\npython: \"" + python +
           "\"\ndistributions: []\ntools: []\npackages: " + packages + "\n";
}

constexpr const char* kOwnPackages = "[{name: calamari-rest, version: \"1.0\"}]";

} // namespace

TEST_CASE("a wheelhouse without a lock is packed once, of however many builds") {
    PublishedTwice site;
    site.tell(provenance::kVirtualenv, "");
    site.options.parts.venv = site.dir.write("venv.tar.gz", "v").string();
    site.options.parts.wheelhouse =
        site.dir.write("wheels/alpha-1.0.tar.gz", "a").parent_path().string();
    const auto items = site.gathered();
    CHECK(items.contains("wheelhouse/alpha-1.0.tar.gz"));
    CHECK(items.contains("virtualenv/venv.tar.gz"));
    CHECK(items.at(capsule::kReadme).text.find("    cal-pkg reproduce FILE\n") !=
          std::string::npos);
}

TEST_CASE("web apps are those that the statement has the digest of") {
    PublishedTwice site;
    for (provenance::Build& build : site.given.statement.builds) build.web_apps = "tarball";
    site.tell(provenance::kWebApps, "apps");
    site.options.parts.web_apps = site.dir.write("apps.tar.gz", "apps").string();
    CHECK(site.gathered().contains("web-apps/apps.tar.gz"));
    site.dir.write("apps.tar.gz", "others");
    CHECK_THROWS_WITH_AS(site.gathered(), doctest::Contains("one: was made with other web apps"),
                         report::Error);
}

TEST_CASE(
    "a lock that need not be that of the builds is told of, and one of another Python refused") {
    PublishedTwice site;
    const std::string told = lock_text("2.6", kOwnPackages);
    site.tell(provenance::kVirtualenv, "");
    site.tell("lock/lock.yaml", told);
    site.options.parts.venv = "build";
    site.options.parts.lock = site.dir.write("venv.lock.yaml", told).string();
    site.options.parts.wheelhouse =
        site.dir.write("wheels/alpha-1.0.tar.gz", "a").parent_path().string();
    const auto items = site.gathered();
    CHECK(items.contains("lock/venv.lock.yaml"));
    CHECK(site.findings.empty());
    CHECK(items.at(capsule::kReadme).text.find("    cal-pkg reproduce FILE --venv build\n") !=
          std::string::npos);

    site.dir.write("venv.lock.yaml", "# other\n" + told);
    site.gathered();
    REQUIRE(site.findings.size() == 2);
    CHECK(site.findings.at(0).id == "other-input");
    CHECK(site.findings.at(0).subject == "one");
    site.dir.write("venv.lock.yaml", lock_text("2.6", "[]")); // as those of cal-pkg
    site.gathered();
    CHECK(site.findings.empty());
    site.dir.write("venv.lock.yaml", lock_text("2.7", "[]"));
    CHECK_THROWS_WITH_AS(site.gathered(), doctest::Contains("is of Python 2.7, and one was"),
                         report::Error);
}

TEST_CASE("the texts of findings are packed with the program, as the file itself") {
    PublishedTwice site;
    const auto items = site.gathered();
    REQUIRE(items.contains(capsule::kFindings));
    CHECK(items.at(capsule::kFindings).file.filename() == "findings.md");
    CHECK_FALSE(std::filesystem::is_symlink(items.at(capsule::kFindings).file));
    CHECK(items.contains("program/share/cal-pkg/layouts/minion.yaml"));
}
