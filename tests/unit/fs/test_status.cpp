#include "lib/fs/status.hpp"
#include "support/support.hpp"

#include <doctest/doctest.h>

#include <cerrno>

using namespace calpkg;

TEST_CASE("what is at a path is told without following links") {
    const test::Dir dir;
    dir.write("folder/file", "x");
    std::filesystem::create_symlink("nowhere", dir.path() / "dangling");
    std::filesystem::create_symlink("folder", dir.path() / "link");
    CHECK(fs::is_there(dir.path() / "folder/file"));
    CHECK(fs::is_there(dir.path() / "dangling"));
    CHECK_FALSE(fs::is_there(dir.path() / "missing"));
    CHECK(fs::is_real_directory(dir.path() / "folder"));
    CHECK_FALSE(fs::is_real_directory(dir.path() / "link"));
    CHECK_FALSE(fs::is_real_directory(dir.path() / "folder/file"));
}

TEST_CASE("only some failures of a look say that nothing is there") {
    CHECK(fs::means_nothing(ENOENT));
    CHECK(fs::means_nothing(ENAMETOOLONG));
    CHECK_FALSE(fs::means_nothing(EIO));
    CHECK_FALSE(fs::means_nothing(ENOMEM));
}

TEST_CASE("what a link leads to is told where that is what counts") {
    const test::Dir dir;
    dir.write("folder/file", "x");
    std::filesystem::create_symlink("nowhere", dir.path() / "dangling");
    std::filesystem::create_symlink("folder", dir.path() / "link");
    CHECK(fs::is_directory(dir.path() / "link"));
    CHECK(fs::is_regular_file(dir.path() / "link/file"));
    CHECK_FALSE(fs::is_directory(dir.path() / "dangling"));
    CHECK_FALSE(fs::is_directory(dir.path() / "link/file"));
    CHECK_FALSE(fs::is_regular_file(dir.path() / "folder"));
}
