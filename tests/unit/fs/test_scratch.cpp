#include "lib/fs/scratch.hpp"
#include "support/small_disk.hpp"
#include "support/support.hpp"

#include <doctest/doctest.h>

using namespace calpkg;
using fs::Scratch;

namespace {

/// Where `bytes` would lie, and whether the directory in memory is gone afterwards.
std::string place_of(const test::Dir& dir, std::uint64_t bytes) {
    std::string place;
    {
        const Scratch scratch(dir.path() / "out", bytes, dir.path() / "memory");
        place = scratch.path().lexically_relative(dir.path()).string();
        if (place.starts_with("memory/cal-pkg-build-")) place = "memory";
    }
    return place + (std::filesystem::is_empty(dir.path() / "memory") ? "" : ", leftovers");
}

} // namespace

TEST_CASE("little work is done in memory, much of it where the output is") {
    const test::Dir dir;
    const std::string places = test::on_small_disk(dir.path() / "memory", "size=300m", [&] {
        return place_of(dir, 1U << 20) + " " + place_of(dir, 64U << 20) + " " +
               place_of(dir, (64U << 20) + 1);
    });
    if (test::skipped(places)) return;
    CHECK(places == "memory memory out");
}

TEST_CASE("memory that others need is left to them") {
    const test::Dir dir;
    const std::string places = test::on_small_disk(dir.path() / "memory", "size=4m", [&] {
        return place_of(dir, 1U << 20) + " " + place_of(dir, (1U << 20) + 1);
    });
    if (test::skipped(places)) return;
    CHECK(places == "memory out");
}

TEST_CASE("what is not a tmpfs, or not there, is not used as memory") {
    const test::Dir dir;
    std::filesystem::create_directory(dir.path() / "memory");
    for (const char* memory : {"memory", "missing", ""}) {
        const Scratch scratch(dir.path() / "out", 1, *memory ? dir.path() / memory : "");
        // Tests may run where even the disk is a tmpfs.
        const bool used = scratch.path() != dir.path() / "out";
        CHECK_FALSE((used && std::string(memory) != "memory"));
    }
    const Scratch proc(dir.path() / "out", 1, "/proc");
    CHECK(proc.path() == dir.path() / "out");
}

TEST_CASE("memory that refuses a directory is not a failure") {
    const test::Dir dir;
    const std::string places = test::on_small_disk(dir.path() / "memory", "size=4m,nr_inodes=1",
                                                   [&] { return place_of(dir, 1U << 10); });
    if (test::skipped(places)) return;
    CHECK(places == "out");
}

TEST_CASE("a directory whose name rpm cannot carry is reached by a link that it can") {
    const test::Dir dir;
    for (const char* name : {"100%", "a b", "a:b", "[a]"}) {
        CAPTURE(name);
        std::filesystem::path link;
        std::filesystem::create_directory(dir.path() / name);
        {
            const Scratch scratch(dir.path() / name, 1, "");
            link = scratch.path();
            CHECK(link.string().find_first_of("%: []") == std::string::npos);
            CHECK(std::filesystem::equivalent(link, dir.path() / name));
        }
        CHECK_FALSE(std::filesystem::exists(std::filesystem::symlink_status(link)));
        CHECK(std::filesystem::is_directory(dir.path() / name));
    }
}
