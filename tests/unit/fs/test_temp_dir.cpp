#include "lib/fs/temp_dir.hpp"
#include "support/support.hpp"

#include <doctest/doctest.h>

#include <sys/stat.h>

using namespace calpkg;

TEST_CASE("a temporary directory goes with all its content") {
    const test::Dir parent;
    std::filesystem::path path;
    {
        const fs::TempDir temporary(parent.path(), ".work-");
        path = temporary.path();
        std::filesystem::create_directories(path / "a/b");
        chmod((path / "a").c_str(), 0500);
        CHECK(std::filesystem::exists(path));
    }
    CHECK_FALSE(std::filesystem::exists(path));
}

TEST_CASE("what a killed run left is removed by the next one, what a live run uses is not") {
    const test::Dir parent;
    parent.write(".work-killed/x/file", "x");
    parent.write(".work-killed/.cal-pkg-temporary", "");
    parent.write(".other-killed/.cal-pkg-temporary", "");
    parent.write(".work-backup/precious", "somebody else's");
    std::filesystem::create_directory(parent.path() / ".work-nobody"); // killed before the marker
    const fs::TempDir live(parent.path(), ".work-");
    const fs::TempDir next(parent.path(), ".work-");
    CHECK_FALSE(std::filesystem::exists(parent.path() / ".work-killed"));
    CHECK(std::filesystem::exists(parent.path() / ".other-killed"));
    CHECK(std::filesystem::exists(parent.path() / ".work-backup/precious"));
    CHECK_FALSE(std::filesystem::exists(parent.path() / ".work-nobody"));
    CHECK(std::filesystem::exists(live.path()));
}
