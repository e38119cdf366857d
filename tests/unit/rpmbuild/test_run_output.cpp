#include "lib/fs/file.hpp"
#include "lib/report/error.hpp"
#include "lib/rpmbuild/build.hpp"
#include "support/small_disk.hpp"
#include "tiny_plan.hpp"

#include <doctest/doctest.h>

#include <cerrno>
#include <cstring>
#include <sys/mount.h>
#include <thread>

using namespace calpkg;
using test::build_tiny;
using test::on_small_disk;
using test::skipped;
using test::tiny_plan;

namespace {

/// The error of a build of `plan`, whether thrown or told, and what it left.
std::string failure_of(const test::Dir& dir, const plan::Plan& plan,
                       const std::filesystem::path& memory = {}) {
    std::string text;
    try {
        const rpmbuild::Result result = build_tiny(dir, {plan}, false, memory);
        text = result.published ? "published" : result.outcomes.at(0).error;
    } catch (const report::Error& error) {
        text = error.what();
    }
    return text + "\n" + test::names_below(dir.path() / "out");
}

} // namespace

TEST_CASE("an output that is a file is refused") {
    const test::Dir dir;
    dir.write("out", "a file");
    CHECK_THROWS_WITH_AS(build_tiny(dir, {tiny_plan(dir, "server")}),
                         doctest::Contains("out: is not a directory; choose another --out"),
                         report::Error);
}

TEST_CASE("somebody else's directory is refused before anything is built") {
    const test::Dir dir;
    dir.write("out/el6/photo.jpg", "x");
    test::Recorder observer;
    CHECK_THROWS_WITH_AS(
        rpmbuild::run({tiny_plan(dir, "server")}, {.out = dir.path() / "out"}, observer),
        doctest::Contains("was not made by cal-pkg"), report::Error);
    CHECK(observer.phases.empty());
    CHECK(test::names_below(dir.path() / "out") == "el6/photo.jpg ");
}

TEST_CASE("two builds into one output at the same time wait for each other and lose nothing") {
    const test::Dir dir;
    const plan::Plan server = tiny_plan(dir, "server");
    const plan::Plan clients = tiny_plan(dir, "clients");
    {
        const std::jthread one([&] { build_tiny(dir, {server}); });
        const std::jthread other([&] { build_tiny(dir, {clients}); });
    }
    const std::string names = test::names_below(dir.path() / "out");
    CHECK(names.find("noarch/tiny-server-") != std::string::npos);
    CHECK(names.find("noarch/tiny-clients-") != std::string::npos);
    CHECK(names.find("el6/") == 0);
}

TEST_CASE("a damaged manifest is refused and stays for whoever repairs it") {
    const test::Dir dir;
    dir.write("out/el6/manifest.json", "{");
    CHECK_THROWS_WITH_AS(build_tiny(dir, {tiny_plan(dir, "server")}, true),
                         doctest::Contains("manifest.json: is damaged"), report::Error);
    CHECK(fs::read_file(dir.path() / "out/el6/manifest.json") == "{");
}

TEST_CASE("an output that cannot be written to is named, with a way out") {
    const test::Dir dir;
    const plan::Plan plan = tiny_plan(dir, "server");
    const std::string answer = on_small_disk(dir.path() / "out", "size=1m", [&]() -> std::string {
        const std::string out = dir.path() / "out";
        if (mount("none", out.c_str(), nullptr, MS_REMOUNT | MS_RDONLY, nullptr) != 0)
            return std::string("skip: ") + std::strerror(errno);
        return failure_of(dir, plan);
    });
    if (skipped(answer)) return;
    CHECK(answer == dir.path().string() +
                        "/out: cannot write there (cannot create: Read-only file system); "
                        "choose another directory\n");
}

TEST_CASE("a full disk is told as such, whoever meets it, and nothing stays") {
    const test::Dir dir;
    plan::Plan plan = tiny_plan(dir, "server");
    for (const std::size_t size : {std::size_t{600} << 10, std::size_t{3} << 20}) {
        // 512 KiB do not hold the tarball; 4 MiB do, but not the build root beside it.
        CAPTURE(size);
        stage::StagedEntry& style = plan.entries.back();
        REQUIRE(style.path == "/opt/tiny-server/style.css");
        dir.write("sources" + style.path, std::string(size, 'x'));
        style.size = size;
        const std::string answer =
            on_small_disk(dir.path() / "out", size > (1U << 20) ? "size=4m" : "size=512k",
                          [&] { return failure_of(dir, plan); });
        if (skipped(answer)) return;
        INFO(answer);
        CHECK(answer.find("tiny-server: ") == 0);
        CHECK(answer.find("the output's file system is full") != std::string::npos);
        CHECK(answer.find(".el6.work") == std::string::npos);
        CHECK(answer.find("\nel6/") == std::string::npos);
        std::filesystem::remove(dir.path() / "out");
    }
}

TEST_CASE("a disk that is full when the packages come from memory is told as such") {
    const test::Dir dir;
    plan::Plan plan = tiny_plan(dir, "server");
    stage::StagedEntry& style = plan.entries.back();
    std::string noise; // that no compressor makes smaller
    std::uint32_t state = 1;
    while (noise.size() < (std::size_t{600} << 10))
        noise += static_cast<char>((state = state * 1664525U + 1013904223U) >> 24U);
    dir.write("sources" + style.path, noise);
    style.size = noise.size();
    const std::string answer = on_small_disk(dir.path() / "out", "size=400k", [&] {
        return failure_of(dir, plan, rpmbuild::Options().memory);
    });
    if (skipped(answer)) return;
    INFO(answer);
    CHECK(answer.find("No space left on device") != std::string::npos);
    CHECK(answer.find("Input/output error") == std::string::npos);
    CHECK(answer.find("\nel6/") == std::string::npos);
}

TEST_CASE("an empty directory in the place of the result is built into") {
    const test::Dir dir;
    std::filesystem::create_directories(dir.path() / "out/el6");
    CHECK(build_tiny(dir, {tiny_plan(dir, "server")}).published);
    CHECK(std::filesystem::exists(dir.path() / "out/el6/manifest.json"));
}

TEST_CASE("no character in the name of the output gets into the result") {
    const test::Dir dir;
    const plan::Plan plan = tiny_plan(dir, "server");
    std::string expected;
    for (const char* name :
         {"plain", "with:colon", "a blank", "100%", "a=b,c@d+e~f", "\"quoted\" 'name'", "[ab]{c}*?",
          "back\\slash", "größe", "-dash", "%{nil}"}) {
        CAPTURE(name);
        test::Recorder observer;
        const rpmbuild::Result result =
            rpmbuild::run({plan}, {.out = dir.path() / name, .memory = {}}, observer);
        CHECK(result.outcomes.at(0).error == "");
        REQUIRE(result.published);
        std::string found;
        for (const char* file : {"manifest.json", "repodata/repomd.xml", "logs/server.log"})
            found += fs::read_file(result.directory / file);
        if (expected.empty()) expected = found;
        CHECK(found == expected);
    }
}

TEST_CASE("an output directory that a failing build has made does not stay") {
    const test::Dir dir;
    plan::Plan plan = tiny_plan(dir, "server");
    std::filesystem::remove_all(dir.path() / "sources");
    test::Recorder observer;
    const rpmbuild::Options options{.out = dir.path() / "made/out"};
    CHECK_FALSE(rpmbuild::run({plan}, options, observer).published);
    CHECK_FALSE(std::filesystem::exists(dir.path() / "made"));
}
