#include "lib/fs/file.hpp"
#include "lib/rpmbuild/build.hpp"
#include "support/small_disk.hpp"
#include "tiny_plan.hpp"

#include <doctest/doctest.h>

using namespace calpkg;
using test::build_tiny;
using test::tiny_plan;

TEST_CASE("packages built in memory are those built on the disk, and nothing stays in memory") {
    const test::Dir dir;
    const plan::Plan plan = tiny_plan(dir, "server");
    const std::filesystem::path memory = dir.path() / "memory";
    const std::string answer = test::on_small_disk(memory, "size=64m", [&]() -> std::string {
        if (!build_tiny(dir, {plan}, false, {}).published) return "not published";
        const std::string on_disk = fs::read_file(dir.path() / "out/el6/manifest.json");
        if (!build_tiny(dir, {plan}, false, memory).published) return "not published from memory";
        const std::string log = fs::read_file(dir.path() / "out/el6/logs/server.log");
        if (log.find("%{_topdir}") == std::string::npos) return log;
        if (log.find(memory.string()) != std::string::npos) return log;
        if (!std::filesystem::is_empty(memory)) return "leftovers in memory";
        return fs::read_file(dir.path() / "out/el6/manifest.json") == on_disk ? "equal" : "differs";
    });
    if (test::skipped(answer)) return;
    CHECK(answer == "equal");
}

TEST_CASE("memory that is full is named, not the output") {
    const test::Dir dir;
    // rpm's script makes more than was planned.
    const plan::Plan plan =
        tiny_plan(dir, "server", "head -c 3000000 /dev/zero >$RPM_BUILD_ROOT/more || exit 3");
    const std::filesystem::path memory = dir.path() / "memory";
    const std::string answer = test::on_small_disk(memory, "size=2m", [&] {
        return build_tiny(dir, {plan}, false, memory).outcomes.at(0).error;
    });
    if (test::skipped(answer)) return;
    CHECK(answer.find("the file system of " + memory.string()) != std::string::npos);
    CHECK(answer.find("is full: free some space there") != std::string::npos);
}
