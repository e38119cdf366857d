#include "lib/fs/file.hpp"
#include "lib/hash/digest.hpp"
#include "lib/repo/manifest.hpp"
#include "lib/rpm/package.hpp"
#include "lib/rpmbuild/build.hpp"
#include "tiny_plan.hpp"
#include "unit/rpm/sign.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <ctime>
#include <sys/stat.h>
#include <unistd.h>

using namespace calpkg;
using rpmbuild::Phase;
using test::build_tiny;
using test::tiny_plan;

namespace {

const std::string kRunBinary = "noarch/tiny-server-1.2-3_gabcdef0.el6.noarch.rpm";
const std::string kRunSource = "SRPMS/tiny-server-1.2-3_gabcdef0.el6.src.rpm";

void require_ok(const rpmbuild::Result& result) {
    for (const rpmbuild::Outcome& outcome : result.outcomes) {
        INFO(outcome.error << "\n" << outcome.log_tail);
        REQUIRE(outcome.ok);
    }
}

/// Content digests of everything published but the logs.
std::string published_digests(const std::filesystem::path& directory) {
    std::vector<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(directory))
        if (entry.is_regular_file() && entry.path().extension() != ".log")
            files.push_back(entry.path());
    std::sort(files.begin(), files.end());
    std::string text;
    for (const auto& file : files)
        text += hash::sha256_file(file) + " " + file.lexically_relative(directory).string() + "\n";
    return text;
}

/// A plan with a ghost, of a commit at `epoch`.
plan::Plan plan_at(const test::Dir& dir, std::int64_t epoch) {
    plan::Plan plan = test::tiny_plan(dir, "server");
    plan.epoch = epoch;
    stage::StagedEntry ghost;
    ghost.path = "/opt/tiny-server/module.pyc";
    ghost.ghost = true;
    plan.entries.push_back(ghost);
    for (stage::StagedEntry& entry : plan.entries) entry.mtime = epoch;
    std::ranges::sort(plan.entries, {}, &stage::StagedEntry::path);
    return plan;
}

} // namespace

TEST_CASE("a build publishes packages, repository, log and manifest, and nothing else") {
    const test::Dir dir;
    test::Recorder observer;
    const rpmbuild::Result result =
        rpmbuild::run({tiny_plan(dir, "server")},
                      {.out = dir.path() / "out", .program_version = "0.1.0"}, observer);
    require_ok(result);
    CHECK(result.published);
    CHECK(result.directory == dir.path() / "out/el6");
    REQUIRE(result.artifacts.size() == 2);
    CHECK(result.artifacts[0].path == kRunSource);
    CHECK(result.artifacts[1].path == kRunBinary);
    CHECK(result.artifacts[1].nevra == "tiny-server-1.2-3_gabcdef0.el6.noarch");
    CHECK(result.artifacts[1].sha256 == hash::sha256_file(result.directory / kRunBinary));
    CHECK(observer.phases["server"] == std::vector<Phase>{Phase::waiting, Phase::staging,
                                                          Phase::building, Phase::checking,
                                                          Phase::done});
    CHECK(observer.files == observer.total_files);
    CHECK(observer.bytes == observer.total_bytes);

    const std::string names = test::names_below(dir.path() / "out");
    INFO(names);
    CHECK(names.starts_with("el6/SRPMS/repodata/"));
    CHECK(names.find(" el6/SRPMS/repodata/repomd.xml el6/" + kRunSource +
                     " el6/logs/server.log el6/manifest.json el6/" + kRunBinary +
                     " el6/provenance.json el6/repodata/") != std::string::npos);
    CHECK(names.ends_with("el6/repodata/repomd.xml el6/sbom.json "));

    const process::Result listing = test::run({"rpm", "--dbpath", dir.path().string(), "-qp",
                                               "--dump", (result.directory / kRunBinary).string()});
    CHECK(listing.out.find("/etc/tiny-server.conf 16 1404216000") != std::string::npos);
    CHECK(listing.out.find("0100640 root root 1 0 0 X") != std::string::npos);
    CHECK(listing.out.find("/opt/tiny-server/100% a file ") != std::string::npos);
}

TEST_CASE("what is published has fixed modes and times") {
    const test::Dir dir;
    const mode_t before = umask(0077);
    const rpmbuild::Result result = build_tiny(dir, {tiny_plan(dir, "server")});
    umask(before);
    require_ok(result);
    for (const auto& entry : std::filesystem::recursive_directory_iterator(dir.path() / "out")) {
        CAPTURE(entry.path());
        struct stat status {};
        REQUIRE(stat(entry.path().c_str(), &status) == 0);
        CHECK((status.st_mode & 07777U) == (entry.is_directory() ? 0755U : 0644U));
        if (entry.path().extension() == ".rpm") CHECK(status.st_mtime == 1404216000);
    }
}

TEST_CASE("two builds elsewhere, under another umask and time zone, give the same bytes") {
    const test::Dir one;
    const test::Dir other;
    require_ok(build_tiny(one, {tiny_plan(one, "server"), tiny_plan(one, "clients")}));
    const mode_t before = umask(0077);
    setenv("TZ", "Asia/Kathmandu", 1);
    const rpmbuild::Result result =
        build_tiny(other, {tiny_plan(other, "clients"), tiny_plan(other, "server")});
    unsetenv("TZ");
    umask(before);
    require_ok(result);
    CHECK(published_digests(one.path() / "out/el6") == published_digests(other.path() / "out/el6"));
}

TEST_CASE("the log shows the command, not the directory that is gone") {
    const test::Dir dir;
    require_ok(build_tiny(dir, {tiny_plan(dir, "server")}));
    const std::string log = fs::read_file(dir.path() / "out/el6/logs/server.log");
    CHECK(log.find(" -ba --nodeps") != std::string::npos);
    CHECK(log.find(".el6.work-") == std::string::npos);
}

TEST_CASE("a component built alone leaves the others; all of them built withdraw the others") {
    const test::Dir dir;
    require_ok(build_tiny(dir, {tiny_plan(dir, "server"), tiny_plan(dir, "clients")}));
    plan::Plan newer = tiny_plan(dir, "clients");
    newer.version = "1.3";
    newer.globals[0].value = "1.3";
    newer.srpm = false;
    const rpmbuild::Result result = build_tiny(dir, {newer});
    require_ok(result);
    REQUIRE(result.artifacts.size() == 1);
    const std::string names = test::names_below(dir.path() / "out/el6");
    CHECK(names.find(kRunBinary) != std::string::npos);
    CHECK(names.find("tiny-clients-1.3-") != std::string::npos);
    CHECK(names.find("tiny-clients-1.2-") != std::string::npos); // what was there before stays
    CHECK(names.find("logs/server.log") != std::string::npos);

    const auto manifest = repo::read_published(result.directory, "el6");
    REQUIRE(manifest->components.size() == 2);
    CHECK(manifest->components[0].version == "1.3");
    CHECK(manifest->components[1].artifacts.size() == 2);
    const process::Result primary =
        test::run({"sh", "-c", "zcat repodata/*primary.xml.gz"}, result.directory);
    CHECK(primary.out.find("<name>tiny-server</name>") != std::string::npos);
    CHECK(primary.out.find("noarch/tiny-clients-1.3-") != std::string::npos);
    CHECK(primary.out.find("packages=\"3\"") != std::string::npos);

    require_ok(build_tiny(dir, {newer}, true));
    const auto withdrawn = repo::read_published(result.directory, "el6");
    REQUIRE(withdrawn->components.size() == 1);
    CHECK(withdrawn->components[0].component == "clients");
    CHECK(withdrawn->earlier.back().component == "server");
    CHECK(withdrawn->earlier.back().withdrawn);
    const process::Result listed = test::run(
        {"sh", "-c", "zcat $(sed -n 's/.*href=\"\\(.*primary.*\\)\".*/\\1/p' repodata/repomd.xml)"},
        result.directory);
    CHECK(listed.out.find("tiny-server") == std::string::npos);
}

TEST_CASE("files that users put beside the packages survive every build") {
    const test::Dir dir;
    require_ok(build_tiny(dir, {tiny_plan(dir, "server")}));
    dir.write("out/el6/NOTES", "mine");
    dir.write("out/el6/noarch/foreign-1.rpm", "mine");
    require_ok(build_tiny(dir, {tiny_plan(dir, "server")}, true));
    CHECK(fs::read_file(dir.path() / "out/el6/NOTES") == "mine");
    CHECK(fs::read_file(dir.path() / "out/el6/noarch/foreign-1.rpm") == "mine");
}

TEST_CASE("a package that was signed in place stays, with its new digest in the manifest") {
    const test::Dir dir;
    require_ok(build_tiny(dir, {tiny_plan(dir, "server")}));
    const auto package = dir.path() / "out/el6" / kRunBinary;
    test::sign(package);
    const std::string bytes = fs::read_file(package);

    const rpmbuild::Result result = build_tiny(dir, {tiny_plan(dir, "clients")});
    require_ok(result);
    const auto manifest = repo::read_published(result.directory, "el6");
    const std::string sha256 = hash::sha256_file(package);
    CHECK(manifest->components.at(1).artifacts.at(1).sha256 == sha256);
    CHECK(fs::read_file(package) == bytes);
}

TEST_CASE(
    "an output with blanks and a percent sign in its name, given relatively, is as good as any") {
    const test::Dir dir;
    const auto before = std::filesystem::current_path();
    std::filesystem::current_path(dir.path());
    test::Recorder observer;
    const rpmbuild::Result result =
        rpmbuild::run({tiny_plan(dir, "server")}, {.out = "an out/100%name"}, observer);
    std::filesystem::current_path(before);
    require_ok(result);
    CHECK(result.directory == dir.path() / "an out/100%name/el6");
    CHECK(std::filesystem::exists(dir.path() / "an out/100%name/el6" / kRunBinary));
}

TEST_CASE("a commit dated after the builder's clock builds, and every file has its time") {
    for (const std::int64_t ahead : {3600, 365 * 24 * 3600}) {
        CAPTURE(ahead);
        const test::Dir dir;
        const std::int64_t epoch = std::time(nullptr) + ahead;
        const rpmbuild::Result result = test::build_tiny(dir, {plan_at(dir, epoch)});
        CHECK(result.outcomes.at(0).error == "");
        REQUIRE(result.published);
        const auto file = result.directory / result.artifacts.at(1).path;
        const rpm::Package package = rpm::read_package(file);
        CHECK(package.build_time == epoch);
        for (const rpm::PackageFile& packed : package.files) CHECK(packed.mtime == epoch);
        const auto judged = test::run({"rpmkeys", "--checksig", "--nosignature", file.string()});
        CHECK(judged.out.find("digests OK") != std::string::npos);
    }
}
