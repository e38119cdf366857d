#include "lib/fs/output_directory.hpp"
#include "lib/report/error.hpp"
#include "support/support.hpp"

#include <doctest/doctest.h>

using namespace calpkg;

TEST_CASE("an output directory in which nothing was put goes again, with the parents made for it") {
    const test::Dir dir;
    std::filesystem::create_directory(dir.path() / "there");
    {
        const fs::OutputDirectory made(dir.path() / "there/a/b");
        CHECK(std::filesystem::is_directory(dir.path() / "there/a/b"));
    }
    CHECK_FALSE(std::filesystem::exists(dir.path() / "there/a"));
    { const fs::OutputDirectory there(dir.path() / "there"); }
    CHECK(std::filesystem::exists(dir.path() / "there"));
}

TEST_CASE("an output directory that holds something stays") {
    const test::Dir dir;
    {
        const fs::OutputDirectory made(dir.path() / "a/b");
        dir.write("a/b/result", "x");
    }
    CHECK(std::filesystem::exists(dir.path() / "a/b/result"));
}

TEST_CASE("an output directory that cannot be made leaves none of its parents") {
    const test::Dir dir;
    const std::string too_long(300, 'x');
    CHECK_THROWS_AS(fs::OutputDirectory(dir.path() / "a" / too_long), report::Error);
    CHECK_FALSE(std::filesystem::exists(dir.path() / "a"));
}
